import { Construct } from 'constructs';
import type { LocationDeployment } from '../model/deployment.ts';
import type { Installation } from '../model/installation.ts';
import { LAYOUT } from '../model/layout.ts';
import { journalBucketStatements } from './iam/journal-bucket-statements.ts';
import { nameOf } from './names.ts';
import { makeAlarmTopic } from './parts/alarm-topic.ts';
import { makePrivateBucket } from './parts/private-bucket.ts';
import { placesOf } from './places.ts';

export interface LocationProps {
  readonly installation: Installation;
  readonly deployment: LocationDeployment;
}

/** As long as the journal's own. */
const CLAIM_DAYS = 2;

/** What must outlive any deploy of a location: results that could not reach the journal, and the topic of its alarms. */
export class LocationState extends Construct {
  constructor(scope: Construct, id: string, { installation, deployment }: LocationProps) {
    super(scope, id);
    const { location } = deployment;
    const { spill } = placesOf(installation, location);
    makePrivateBucket(this, 'Spill', {
      name: spill.bucket,
      removable: installation.removable,
      // What the sweeper has moved is gone; what stays here for so long is lost to the receivers, not to a person.
      expiry: { [LAYOUT.journal]: installation.journalRetentionDays, [LAYOUT.claims]: CLAIM_DAYS },
      statements: journalBucketStatements({
        bucket: spill.bucket,
        mode: installation.delivery.mode,
        rolePath: installation.roles.path ?? '/',
        guests: [],
      }),
    });
    makeAlarmTopic(this, 'AlarmTopic', {
      name: nameOf(installation, location.name, 'alarms'),
      emails: installation.alarms.emails,
    });
  }
}
