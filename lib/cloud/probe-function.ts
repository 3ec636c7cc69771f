import { CfnEventSourceMapping, type CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ASSET, type FunctionDeployment, VARIABLES } from '../model/deployment.ts';
import type { CloudLocation } from '../model/installation.ts';
import { probeStatements } from './iam/probe-statements.ts';
import { nameOf, secretPath } from './names.ts';
import { expectedInvocations } from './parts/expected-invocations.ts';
import { makeFunctionAlarms } from './parts/function-alarms.ts';
import { makeNodeFunction } from './parts/node-function.ts';
import { makePrivateQueue } from './parts/private-queue.ts';
import { makeSchedule, type ScheduleGroup } from './parts/schedule-group.ts';
import type { Places } from './places.ts';
import { secretsOfProbes } from './secret-names.ts';

export interface ProbeFunctionProps {
  readonly places: Places;
  readonly location: CloudLocation;
  readonly deployment: FunctionDeployment;
  readonly schedules: ScheduleGroup;
  /** ARNs of the topics that its alarms tell. */
  readonly topics: readonly string[];
  readonly network?: CfnFunction.VpcConfigProperty;
}

/** A message is taken within seconds of its tick; what is older is missed. */
const TICK_RETENTION_SECONDS = 300;

/** A probe function with its shards in its asset, a schedule each, and a queue where it has ticks under a minute. */
export function makeProbeFunction(scope: Construct, props: ProbeFunctionProps): void {
  const { places, location, deployment, schedules, topics } = props;
  const { installation } = places;
  const id = pascal(deployment.name);
  const functionName = nameOf(installation, location.name, deployment.name);
  const tickQueue = makeTickQueue(scope, props);
  const made = makeNodeFunction(scope, id, {
    installation,
    name: [location.name, deployment.name],
    description: `Probewright ${installation.id}: ${deployment.name} at ${location.name}`,
    handler: 'probe',
    files: filesOf(props),
    memoryMb: deployment.memoryMb,
    timeoutSeconds: deployment.timeoutSeconds,
    maxAgeSeconds: deployment.maxAgeSeconds,
    environment: { ...environmentOf(props), ...(tickQueue && { [VARIABLES.tickQueueUrl]: tickQueue.url }) },
    location: location.name,
    statements: probeStatements({
      places,
      location: location.name,
      secrets: secretsOfProbes(deployment.shards.map(({ plan }) => [plan.plan.plan.probes, plan.control])),
      ...(tickQueue && { tickQueue: tickQueue.name }),
      functionName,
      inVpc: props.network !== undefined,
    }),
    ...(props.network && { network: props.network }),
    ...(location.reservedConcurrency !== undefined && { reservedConcurrency: location.reservedConcurrency }),
  });
  if (tickQueue) {
    new CfnEventSourceMapping(scope, `${id}Ticks`, {
      functionName: made.ref,
      eventSourceArn: tickQueue.arn,
      batchSize: 1,
    });
  }
  for (const { plan, schedule } of deployment.shards) {
    makeSchedule(scope, `Schedule-${plan.shard}`, {
      ...schedules,
      name: plan.shard,
      cron: schedule,
      functionArn: made.attrArn,
      input: { shard: plan.shard, plan: plan.plan.hash, tick: SCHEDULED_TIME },
    });
  }
  const expected = expectedInvocations(deployment.shards.map(({ plan }) => plan.intervalMs));
  makeFunctionAlarms(scope, id, { functionName, expected, topics });
}

/** The Scheduler puts the time in: `2026-11-22T20:57:00Z`. https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

function filesOf({ places, deployment }: ProbeFunctionProps): ReadonlyMap<string, string> {
  return new Map([
    [ASSET.delivery, JSON.stringify(places.installation.delivery)],
    ...deployment.shards.map(({ plan }) => [ASSET.shard(plan.shard), JSON.stringify(plan)] as const),
  ]);
}

function environmentOf({ places, location, deployment }: ProbeFunctionProps): Record<string, string> {
  const { installation, spill } = places;
  const inVpc = location.network.type === 'vpc';
  // A VPC's endpoint reaches S3 of its own region only: elsewhere the spill bucket is the journal, until the sweeper has been there.
  const journal = inVpc && location.region !== places.journal.region ? spill : places.journal;
  return {
    [VARIABLES.location]: location.name,
    [VARIABLES.journalBucket]: journal.bucket,
    [VARIABLES.journalRegion]: journal.region,
    [VARIABLES.spillBucket]: spill.bucket,
    [VARIABLES.secretPath]: secretPath(installation),
    [VARIABLES.place]: inVpc ? 'own' : 'lambda',
    [VARIABLES.maxAge]: String(deployment.maxAgeSeconds),
  };
}

function makeTickQueue(scope: Construct, { places, location, deployment }: ProbeFunctionProps) {
  if (deployment.shards.every(({ plan }) => plan.queuedMs.length === 0)) return undefined;
  const name = nameOf(places.installation, location.name, deployment.name, 'ticks');
  const queue = makePrivateQueue(scope, `${pascal(deployment.name)}TickQueue`, {
    name,
    removable: true,
    retentionSeconds: TICK_RETENTION_SECONDS,
    // At least the function's timeout, says Lambda; and longer than the message lives, so that no tick is tried again.
    visibilitySeconds: Math.max(TICK_RETENTION_SECONDS, deployment.timeoutSeconds),
  });
  return { name, url: queue.ref, arn: queue.attrArn };
}

function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
