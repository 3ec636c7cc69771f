import { hubStateStack, journalBucket, locationStateStack, spillBucket } from '../../lib/cloud/names.ts';
import type { Deployment } from '../../lib/model/deployment.ts';
import { priceIn } from '../../lib/plan/region-prices.ts';
import { statusOf } from './aws.ts';
import { listObjects } from './list-keys.ts';

/** A stack that a destroy leaves, with its bucket. */
export interface Kept {
  readonly region: string;
  readonly stack: string;
  readonly bucket: string;
  /** Absent where the bucket is not there; `unknown` where it could not be looked into. */
  readonly holds?: BucketContent | 'unknown';
}

export interface BucketContent {
  readonly objects: number;
  readonly bytes: number;
  /** There are more: what is said is the least. */
  readonly isCut: boolean;
  /** Of storage, as it is now. */
  readonly usdAMonth: number;
}

/** Looked at so far, then «more than»: a listing of a thousand costs half a cent a thousand times. */
const MOST_OBJECTS = 200_000;

/** What stays when only what runs is removed: results, and the queues and topics beside them, which cost nothing when nothing is sent. */
export async function findKept({ installation, locations }: Deployment, account: string): Promise<readonly Kept[]> {
  const hubAccount = installation.hub.account ?? installation.account ?? account;
  const { region } = installation.hub;
  const kept: readonly Kept[] = [
    { region, stack: hubStateStack(installation), bucket: journalBucket(installation, hubAccount, region) },
    ...locations.map(({ location }) => ({
      region: location.region,
      stack: locationStateStack(installation, location.name),
      bucket: spillBucket(installation, location.account ?? installation.account ?? account, location.name),
    })),
  ];
  return await Promise.all(kept.map(async (one) => ({ ...one, ...(await contentOf(one)) })));
}

async function contentOf({ region, bucket }: Kept): Promise<Pick<Kept, 'holds'>> {
  try {
    const { objects, isCut } = await listObjects(region, bucket, '', MOST_OBJECTS);
    const bytes = objects.reduce((sum, one) => sum + one.bytes, 0);
    const usdAMonth = (bytes / 1_073_741_824) * priceIn(region, 'storedGb');
    return { holds: { objects: objects.length, bytes, isCut, usdAMonth } };
  } catch (error) {
    return statusOf(error) === 404 ? {} : { holds: 'unknown' };
  }
}
