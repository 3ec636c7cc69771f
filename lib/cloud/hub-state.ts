import { Aws } from 'aws-cdk-lib';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Deployment } from '../model/deployment.ts';
import { LAYOUT } from '../model/layout.ts';
import { arn, s3Arn } from './iam/arns.ts';
import { type Guest, journalBucketStatements } from './iam/journal-bucket-statements.ts';
import type { Statement } from './iam/statement.ts';
import { nameOf, roleName } from './names.ts';
import { makeAlarmTopic } from './parts/alarm-topic.ts';
import { makePrivateBucket } from './parts/private-bucket.ts';
import { makePrivateQueue } from './parts/private-queue.ts';
import { accountOf, hubAccount, journalOf } from './places.ts';
import { SHIPPER } from './shipper-settings.ts';

export interface HubStateProps {
  readonly deployment: Deployment;
}

const DAY_SECONDS = 86_400;
/** A tick is claimed while it may still be run: six hours at most. */
const CLAIM_DAYS = 2;
/** A refusal is news for an hour; it stands in the bucket for longer. */
const REFUSED_SECONDS = 3_600;
/** SQS allows 1,000: a receiver that is down for long must not make good batches look poisonous. */
const RECEIVES = 1_000;

/** What must outlive any deploy of the hub: the journal's bucket, the shipper's queues and that of refusals, the topic of our own alarms. */
export class HubState extends Construct {
  constructor(scope: Construct, id: string, { deployment }: HubStateProps) {
    super(scope, id);
    const { installation } = deployment;
    const { removable, alarms } = installation;
    const dead = makePrivateQueue(this, 'DeadQueue', {
      name: nameOf(installation, 'shipper-dead'),
      removable,
      retentionSeconds: 14 * DAY_SECONDS,
    });
    const journal = journalOf(installation).bucket;
    const queueName = nameOf(installation, 'shipper');
    const queue = makePrivateQueue(this, 'ShipperQueue', {
      name: queueName,
      removable,
      retentionSeconds: 14 * DAY_SECONDS,
      visibilitySeconds: 6 * SHIPPER.timeoutSeconds,
      dead: { queue: dead, afterReceives: RECEIVES },
      statements: [allowBucket(journal, queueName)],
    });
    const refusedName = nameOf(installation, 'refused');
    const refused = makePrivateQueue(this, 'Refused', {
      name: refusedName,
      removable,
      retentionSeconds: REFUSED_SECONDS,
      statements: [allowBucket(journal, refusedName)],
    });
    const bucket = makeJournalBucket(this, deployment, [
      // Without a filter the shipper's own records would call it again, for ever.
      notifyOf(LAYOUT.journal, queue.attrArn),
      notifyOf(LAYOUT.rejected, refused.attrArn),
    ]);
    // S3 asks the queues whether it may send before it takes the notifications.
    bucket.node.addDependency(this.node.findChild('ShipperQueuePolicy'), this.node.findChild('RefusedPolicy'));
    makeAlarmTopic(this, 'AlarmTopic', { name: nameOf(installation, 'alarms'), emails: alarms.emails });
  }
}

function allowBucket(bucket: string, queueName: string): Statement {
  return {
    Sid: 'AllowJournal',
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: arn('sqs', queueName),
    Condition: {
      ArnEquals: { 'aws:SourceArn': s3Arn(bucket) },
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
    },
  };
}

function notifyOf(prefix: string, queue: string): CfnBucket.QueueConfigurationProperty {
  return { event: 's3:ObjectCreated:*', queue, filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } } };
}

function makeJournalBucket(
  scope: Construct,
  deployment: Deployment,
  queueConfigurations: CfnBucket.QueueConfigurationProperty[],
): CfnBucket {
  const { installation } = deployment;
  const { removable, key, delivery, roles, journalRetentionDays } = installation;
  const { bucket } = journalOf(installation);
  return makePrivateBucket(scope, 'Journal', {
    name: bucket,
    removable,
    ...(key !== undefined && { key }),
    expiry: {
      [LAYOUT.journal]: journalRetentionDays,
      [LAYOUT.claims]: CLAIM_DAYS,
      [LAYOUT.deliveries]: journalRetentionDays,
      [LAYOUT.rejected]: journalRetentionDays,
    },
    statements: journalBucketStatements({
      bucket,
      mode: delivery.mode,
      rolePath: roles.path ?? '/',
      guests: guestsOf(deployment),
    }),
    notifications: { queueConfigurations },
  });
}

function guestsOf({ installation, locations }: Deployment): readonly Guest[] {
  return locations.flatMap(({ location, functions }) => {
    const account = accountOf(location, installation);
    if (account === hubAccount(installation)) return [];
    const names = [...functions.map(({ name }) => name), 'sweeper'];
    const roles = names.map((name) => roleName(installation, location.name, name));
    return [{ location: location.name, account, roles }];
  });
}
