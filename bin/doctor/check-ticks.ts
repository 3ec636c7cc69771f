import { journalBucket, locationStack, nameOf } from '../../lib/cloud/names.ts';
import type { Deployment, LocationDeployment } from '../../lib/model/deployment.ts';
import { journalKey } from '../../lib/model/journal.ts';
import { LAYOUT } from '../../lib/model/layout.ts';
import { plural } from '../text/findings.ts';
import { unknown } from './aws.ts';
import type { Check } from './check.ts';
import { readNames, readStack } from './deployed-stack.ts';
import { listObjects } from './list-keys.ts';

/** The Scheduler is exact to a minute; then the run itself, and its writing. */
const GRACE_MS = 180_000;

/** Whether every schedule of a location is there, and every shard has run its last tick: it leaves a claim, or its results. */
export async function checkTicks(
  { location, functions }: LocationDeployment,
  { installation }: Deployment,
  account: string,
  nowMs: number,
): Promise<readonly Check[]> {
  const { region } = location;
  const stack = locationStack(installation, location.name);
  const shards = functions.flatMap((one) => one.shards.map((shard) => ({ ...shard.plan, functionName: one.name })));
  try {
    const deployed = await readStack(region, stack);
    if (!deployed)
      return [{ region, status: 'blocks', words: `The stack ${stack} is not there.`, remedy: 'npx cdk deploy --all' }];
    const schedules = new Set(await readNames(region, stack, 'AWS::Scheduler::Schedule'));
    const unscheduled = shards.filter(
      ({ shard }) => ![...schedules].some((name) => name === shard || name.endsWith(`|${shard}`)),
    );
    const due = shards.flatMap((shard) => {
      const tickMs = Math.floor((nowMs - GRACE_MS) / shard.intervalMs) * shard.intervalMs;
      return tickMs > deployed.sinceMs + GRACE_MS ? [{ ...shard, tickMs }] : [];
    });
    const bucket = journalBucket(
      installation,
      installation.hub.account ?? installation.account ?? account,
      installation.hub.region,
    );
    const keys = due.map(
      (one) => `${one.claims ? LAYOUT.claims : LAYOUT.journal}${journalKey({ ...one, location: location.name })}`,
    );
    const there = await keysOfMinutes(installation.hub.region, bucket, keys);
    const silent = due.filter((_, at) => !there.has(keys[at] ?? ''));
    return [
      ...unscheduled.map(
        ({ shard }): Check => ({
          region,
          status: 'blocks',
          words: `${location.name}: the schedule ${shard} is not there.`,
          remedy: 'npx cdk deploy --all: the definitions are newer than what is deployed.',
        }),
      ),
      ...silent.map(
        ({ shard, tickMs, functionName }): Check => ({
          region,
          status: 'blocks',
          words: `${location.name}: the shard ${shard} has left no trace of its tick ${new Date(tickMs).toISOString().slice(0, 19)}Z.`,
          remedy: `aws logs tail --region ${region} --since 15m /aws/lambda/${nameOf(installation, location.name, functionName)}`,
        }),
      ),
      ...(unscheduled.length === 0 && silent.length === 0
        ? [inOrder(region, location.name, shards.length, due.length)]
        : []),
    ];
  } catch (error) {
    return [
      unknown(
        region,
        location.name,
        'cloudformation:DescribeStacks, cloudformation:ListStackResources, s3:ListBucket',
        error,
      ),
    ];
  }
}

function inOrder(region: string, location: string, shards: number, due: number): Check {
  if (due === shards)
    return { region, status: 'fine', words: `${location}: all ${plural(shards, 'shard')} ran at their last tick` };
  const words = `${location}: ${due} of ${plural(shards, 'shard')} ran; the others have had no tick since the deploy.`;
  return { region, status: 'warning', words, remedy: 'Call this again after their interval.' };
}

/** All keys that stand beside these in their minutes: a few listings, however many shards there are. */
async function keysOfMinutes(region: string, bucket: string, keys: readonly string[]): Promise<Set<string>> {
  const minutes = new Set(keys.map((key) => key.slice(0, key.lastIndexOf('/') + 1)));
  const listings = await Promise.all([...minutes].map((prefix) => listObjects(region, bucket, prefix)));
  return new Set(listings.flatMap(({ objects }) => objects.map(({ key }) => key)));
}
