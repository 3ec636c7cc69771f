import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { LocationProps } from './location-state.ts';
import { nameOf } from './names.ts';
import { makeLocationNetwork } from './network/location-network.ts';
import { makePrivateQueue } from './parts/private-queue.ts';
import { makeNotEmptyAlarm } from './parts/queue-alarm.ts';
import { makeScheduleGroup } from './parts/schedule-group.ts';
import { placesOf } from './places.ts';
import { makeProbeFunction } from './probe-function.ts';
import { makeSweeper } from './sweeper.ts';
import { topicsOf } from './topics-of.ts';

const DAY_SECONDS = 86_400;

/**
 * Probes of one region or VPC: their functions, a schedule each shard, the sweeper of the spill bucket, alarms. Expects
 * the bucket and the topic of a `LocationState` with the same props, in the same region.
 * @example new ProbeLocation(stack, 'Ireland', { installation, deployment });
 */
export class ProbeLocation extends Construct {
  constructor(scope: Construct, id: string, { installation, deployment }: LocationProps) {
    super(scope, id);
    const { location, functions } = deployment;
    const network: CfnFunction.VpcConfigProperty | undefined = makeLocationNetwork(
      this,
      location.network,
      location.name,
    );
    const topics = topicsOf(installation, nameOf(installation, location.name, 'alarms'), location.region);
    const undelivered = nameOf(installation, location.name, 'undelivered');
    makePrivateQueue(this, 'Undelivered', { name: undelivered, removable: true, retentionSeconds: DAY_SECONDS });
    makeNotEmptyAlarm(this, 'UndeliveredNotEmpty', {
      queueName: undelivered,
      description: `The Scheduler could not hand ticks of ${location.name} to Lambda; the messages say which, and why. They stay for a day.`,
      topics,
    });
    const schedules = makeScheduleGroup(this, 'Schedules', {
      installation,
      name: location.name,
      functionNames: [...functions.map(({ name }) => name), 'sweeper'].map((name) =>
        nameOf(installation, location.name, name),
      ),
      undeliveredQueue: undelivered,
    });
    const shared = { places: placesOf(installation, location), location, schedules, topics };
    for (const one of functions) makeProbeFunction(this, { ...shared, deployment: one, ...(network && { network }) });
    makeSweeper(this, shared);
  }
}
