import { CfnEventSourceMapping, type CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ASSET, type Deployment, VARIABLES } from '../model/deployment.ts';
import { LAYOUT } from '../model/layout.ts';
import { arn } from './iam/arns.ts';
import { shipperStatements } from './iam/hub-statements.ts';
import { nameOf, secretPath } from './names.ts';
import { makeAlarm } from './parts/alarms.ts';
import { expectedInvocations } from './parts/expected-invocations.ts';
import { makeFunctionAlarms } from './parts/function-alarms.ts';
import { makeNodeFunction } from './parts/node-function.ts';
import { makePrivateQueue } from './parts/private-queue.ts';
import { makeNotEmptyAlarm } from './parts/queue-alarm.ts';
import { makeSchedule, makeScheduleGroup } from './parts/schedule-group.ts';
import { hubAccount, journalOf } from './places.ts';
import { SHIPPER } from './shipper-settings.ts';
import { topicsOf } from './topics-of.ts';

export interface HubProps {
  readonly deployment: Pick<Deployment, 'installation'>;
}

const DAY_SECONDS = 86_400;
/**
 * Twenty minutes: what did not go at the first try, nor at the second, twelve minutes later. Not longer: a message that was received three times is counted no more.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const LATE_SECONDS = 1_200;

/** What carries the journal to the receivers: the shipper, called by what is new and every quarter of an hour by the clock. Outside any VPC. */
export class Hub extends Construct {
  constructor(scope: Construct, id: string, { deployment }: HubProps) {
    super(scope, id);
    const { installation } = deployment;
    const name = nameOf(installation, 'shipper');
    const shipper = makeShipper(this, deployment);
    new CfnEventSourceMapping(this, 'ShipperEvents', {
      functionName: shipper.ref,
      eventSourceArn: arn('sqs', name),
      batchSize: SHIPPER.batchSize,
      maximumBatchingWindowInSeconds: SHIPPER.batchSeconds,
      scalingConfig: { maximumConcurrency: SHIPPER.concurrency },
      functionResponseTypes: ['ReportBatchItemFailures'],
    });
    const undelivered = nameOf(installation, 'hub-undelivered');
    makePrivateQueue(this, 'Undelivered', { name: undelivered, removable: true, retentionSeconds: DAY_SECONDS });
    const schedules = makeScheduleGroup(this, 'Schedules', {
      installation,
      name: 'hub',
      functionNames: [name],
      undeliveredQueue: undelivered,
    });
    makeSchedule(this, 'Reconcile', {
      ...schedules,
      name: 'reconcile',
      cron: SHIPPER.reconcileCron,
      functionArn: shipper.attrArn,
      input: { reconcile: true },
    });
    makeHubAlarms(this, deployment, name, undelivered);
  }
}

function makeShipper(scope: Construct, { installation }: HubProps['deployment']): CfnFunction {
  const journal = journalOf(installation);
  return makeNodeFunction(scope, 'Shipper', {
    installation,
    name: ['shipper'],
    description: `Probewright ${installation.id}: carries the journal to its receivers`,
    handler: 'shipper',
    files: new Map([[ASSET.delivery, JSON.stringify(installation.delivery)]]),
    memoryMb: SHIPPER.memoryMb,
    timeoutSeconds: SHIPPER.timeoutSeconds,
    maxAgeSeconds: SHIPPER.reconcileMs / 1_000,
    environment: {
      [VARIABLES.journalBucket]: journal.bucket,
      [VARIABLES.journalRegion]: journal.region,
      [VARIABLES.secretPath]: secretPath(installation),
    },
    statements: shipperStatements(
      { installation, journal, hubAccount: hubAccount(installation) },
      nameOf(installation, 'shipper'),
    ),
  });
}

function makeHubAlarms(
  scope: Construct,
  { installation }: HubProps['deployment'],
  shipper: string,
  undelivered: string,
): void {
  const topics = topicsOf(installation, nameOf(installation, 'alarms'), installation.hub.region);
  const expected = expectedInvocations([SHIPPER.reconcileMs]);
  makeFunctionAlarms(scope, 'Shipper', { functionName: shipper, expected, topics });
  makeAlarm(scope, 'ShipperLate', {
    name: `${shipper}-Late`,
    description: `Results have waited for twenty minutes to be shipped: a receiver is down, or refuses for now. The log of ${shipper} says which.`,
    metric: { namespace: 'AWS/SQS', name: 'ApproximateAgeOfOldestMessage', dimension: ['QueueName', shipper] },
    statistic: 'Maximum',
    periodSeconds: 300,
    when: { atLeast: LATE_SECONDS },
    topics,
  });
  makeNotEmptyAlarm(scope, 'ShipperDead', {
    queueName: nameOf(installation, 'shipper-dead'),
    description:
      'Notifications of new results could not be handled in a thousand tries. The reconciler ships what they named.',
    topics,
  });
  makeNotEmptyAlarm(scope, 'RefusedNotEmpty', {
    queueName: nameOf(installation, 'refused'),
    description: `A receiver refused results for good within the hour: a token that is no longer valid, an address that changed, samples that it does not take. Objects under ${LAYOUT.rejected} of ${installation.id}'s journal say which, with its words; mend it, and replay.`,
    topics,
  });
  makeNotEmptyAlarm(scope, 'UndeliveredNotEmpty', {
    queueName: undelivered,
    description: 'The Scheduler could not hand a call of the reconciler to Lambda.',
    topics,
  });
}
