import type { ScheduledShard } from '../model/deployment.ts';
import { paceMs } from './run-time.ts';

/** Node with 200 probes in flight needs less than 100 MB; below 256 MB there is hardly any CPU left to start it. */
const SIZES_MB = [256, 512, 1_024, 1_769] as const;
/** Starts of one tick are spread over at most so long. */
const MOST_PACE_MS = 5_000;
/** And over at most this part of the interval. */
const MOST_PACE_SHARE = 0.4;

/**
 * The least memory at which the starts of every shard's tick are soon over. While targets are waited for, memory is what
 * is paid for, and doing the work itself costs the same at every size: so less is cheaper.
 */
export function chooseMemory(shards: readonly ScheduledShard[]): number {
  const fits = (memoryMb: number) =>
    shards.every((shard) => paceMs(shard, memoryMb) <= Math.min(MOST_PACE_MS, MOST_PACE_SHARE * shard.plan.intervalMs));
  return SIZES_MB.find(fits) ?? 1_769;
}
