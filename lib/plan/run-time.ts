import type { ScheduledShard } from '../model/deployment.ts';
import { cpuMsOf, longestMs } from './probe-load.ts';

/** A function has a whole vCPU at this much memory, and less in proportion. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_CPU = 1_769;
/** The part of its CPU that a function plans with: above it, starts are held back. */
const CEILING = 0.9;
/** CPU of a tick beside its probes: reading the event, encoding the batch. */
const TICK_CPU_MS = 7.5;
/** What is left for writing the journal or delivering after the last probe, and for a cold start before the first. */
const AROUND_MS = 12_000;
/** So that a probe more or less does not change the function. */
const STEP_SECONDS = 5;
/** The most that Lambda allows. */
const MOST_TIMEOUT_SECONDS = 900;

/** Milliseconds that a tick's CPU work takes at this much memory: starts are spread over them. */
export function paceMs(shard: ScheduledShard, memoryMb: number): number {
  const cpuMs = shard.plan.plan.plan.probes.reduce((sum, probe) => sum + cpuMsOf(probe), TICK_CPU_MS);
  return cpuMs / (CEILING * Math.min(1, memoryMb / MB_PER_CPU));
}

/** Within which every tick of every shard is over, whatever the targets do. */
export function timeoutSeconds(shards: readonly ScheduledShard[], memoryMb: number): number {
  const longest = shards.map(
    (shard) => paceMs(shard, memoryMb) + Math.max(...shard.plan.plan.plan.probes.map(longestMs), 0),
  );
  return Math.min(
    MOST_TIMEOUT_SECONDS,
    STEP_SECONDS * Math.ceil((Math.max(...longest, 0) + AROUND_MS) / 1000 / STEP_SECONDS),
  );
}

/**
 * How late a tick may begin. The Scheduler is exact to the minute, so that the least is two; of slower probes an interval,
 * and never more than a quarter of an hour: what is seen then is no longer what was at the tick.
 */
export function maxAgeSeconds(shards: readonly ScheduledShard[]): number {
  const shortest = Math.min(...shards.map(({ plan }) => plan.intervalMs));
  return Math.min(900, Math.max(120, shortest / 1000));
}
