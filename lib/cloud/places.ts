import { Aws } from 'aws-cdk-lib';
import type { CloudLocation, Installation } from '../model/installation.ts';
import { journalBucket, spillBucket } from './names.ts';

/** A bucket, and where it is. */
interface BucketPlace {
  readonly bucket: string;
  readonly region: string;
}

/** Where a location finds what it writes to. */
export interface Places {
  readonly installation: Installation;
  readonly hubAccount: string;
  readonly journal: BucketPlace;
  /** Of the location. */
  readonly spill: BucketPlace;
}

/** The account of the hub; where none is named anywhere, the one that is deployed to. */
export function hubAccount({ hub, account }: Installation): string {
  return hub.account ?? account ?? Aws.ACCOUNT_ID;
}

export function accountOf(location: CloudLocation, { account }: Installation): string {
  return location.account ?? account ?? Aws.ACCOUNT_ID;
}

export function journalOf(installation: Installation): BucketPlace {
  const { region } = installation.hub;
  return { bucket: journalBucket(installation, hubAccount(installation), region), region };
}

export function placesOf(installation: Installation, location: CloudLocation): Places {
  return {
    installation,
    hubAccount: hubAccount(installation),
    journal: journalOf(installation),
    spill: {
      bucket: spillBucket(installation, accountOf(location, installation), location.name),
      region: location.region,
    },
  };
}
