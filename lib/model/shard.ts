import type { HashedPlan } from './plan.ts';
import type { Probe } from './probe.ts';

/** Readers accept every version that ever shipped and refuse newer ones in words. */
export const SHARD_VERSION = 1;

/** The slice of a plan that one schedule sends to one function: one file inside the function's asset, `shards/SHARD.json`. */
export interface ShardPlan {
  readonly version: typeof SHARD_VERSION;
  readonly shard: string;
  /** The slice itself: a plan with this location and these probes only, so that an edit elsewhere leaves its hash as it is. Its batches name this hash. */
  readonly plan: HashedPlan;
  /** Of the location. */
  readonly control?: Probe;
  readonly intervalMs: number;
  /** Whether a tick must be claimed before it is run: where a second run changes something, or would be delivered twice. Where no claim can be made, what changes something is not run. */
  readonly claims: boolean;
  /** Of an interval under a minute: the ticks of the next minute, milliseconds from its start, that each minute's run sends itself. Else empty. */
  readonly queuedMs: readonly number[];
}

/** What a schedule sends to its function; for intervals under a minute also what the function sends itself through its queue. */
export interface TickEvent {
  readonly shard: string;
  /** The hash of the shard's plan when the schedule was made. */
  readonly plan: string;
  /** ISO 8601, to the second: `2026-11-22T20:57:00Z`. */
  readonly tick: string;
}
