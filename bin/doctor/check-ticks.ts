import { locationStack, nameOf } from '../../lib/cloud/names.ts';
import type { Deployment, LocationDeployment } from '../../lib/model/deployment.ts';
import { plural } from '../text/findings.ts';
import { unknown } from './aws.ts';
import type { Check } from './check.ts';
import { readNames, readStack } from './deployed-stack.ts';
import { ticksWithTrace } from './traces.ts';

/** The Scheduler is exact to a minute; then the run itself, and its writing. */
const GRACE_MS = 180_000;
const ACTIONS = 'cloudformation:DescribeStacks, cloudformation:ListStackResources, s3:ListBucket';

interface Shard {
  readonly shard: string;
  readonly intervalMs: number;
  /** Of AWS. */
  readonly functionName: string;
}

/** Whether every schedule of a location is there, and every shard has run at its last tick. */
export async function checkTicks(
  { location, functions }: LocationDeployment,
  { installation }: Deployment,
  account: string,
  nowMs: number,
): Promise<readonly Check[]> {
  const { region, name } = location;
  const stack = locationStack(installation, name);
  const shards = functions.flatMap((one) =>
    one.shards.map(({ plan: { shard, intervalMs } }): Shard => {
      return { shard, intervalMs, functionName: nameOf(installation, name, one.name) };
    }),
  );
  try {
    const deployed = await readStack(region, stack);
    if (!deployed) {
      return [{ region, status: 'blocks', words: `The stack ${stack} is not there.`, remedy: "npx cdk deploy '**'" }];
    }
    const schedules = await readNames(region, stack, 'AWS::Scheduler::Schedule');
    const due = shards.flatMap((shard) => lastTick(shard, nowMs, deployed.sinceMs));
    const traced = await ticksWithTrace(due, location, installation, account);
    const silent = due.filter((tick) => !traced.has(tick));
    const unscheduled = shards.filter(
      ({ shard }) => !schedules.some((one) => one === shard || one.endsWith(`|${shard}`)),
    );
    if (unscheduled.length + silent.length === 0) return [inOrder(region, name, shards.length, due.length)];
    return [
      ...unscheduled.map(({ shard }) => notScheduled(region, name, shard)),
      ...silent.map((tick) => notRun(region, name, tick)),
    ];
  } catch (error) {
    return [unknown(region, name, ACTIONS, error)];
  }
}

type Due = Shard & { readonly tickMs: number };

/** Nothing when it was before the deploy. */
function lastTick(shard: Shard, nowMs: number, sinceMs: number): Due[] {
  const tickMs = Math.floor((nowMs - GRACE_MS) / shard.intervalMs) * shard.intervalMs;
  return tickMs > sinceMs + GRACE_MS ? [{ ...shard, tickMs }] : [];
}

function inOrder(region: string, location: string, shards: number, due: number): Check {
  if (due === shards) {
    return { region, status: 'fine', words: `${location}: all ${plural(shards, 'shard')} ran at their last tick` };
  }
  const remedy = 'Call this again after their interval.';
  if (due === 0) {
    const words = `${location}: no tick of ${plural(shards, 'shard')} is over since the deploy.`;
    return { region, status: 'unknown', words, remedy };
  }
  const words = `${location}: ${due} of ${plural(shards, 'shard')} ran; no tick of the others is over since the deploy.`;
  return { region, status: 'warning', words, remedy };
}

function notScheduled(region: string, location: string, shard: string): Check {
  const remedy = "npx cdk deploy '**': the definitions are newer than what is deployed.";
  return { region, status: 'blocks', words: `${location}: the schedule ${shard} is not there.`, remedy };
}

function notRun(region: string, location: string, { shard, tickMs, functionName }: Due): Check {
  const tick = `${new Date(tickMs).toISOString().slice(0, 19)}Z`;
  return {
    region,
    status: 'blocks',
    words: `${location}: the shard ${shard} has left no trace of its tick ${tick}.`,
    remedy: `aws logs tail --region ${region} --since 15m /aws/lambda/${functionName}`,
  };
}
