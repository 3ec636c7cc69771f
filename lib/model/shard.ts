import type { Probe } from './probe.ts';

/** Readers accept every version that ever shipped and refuse newer ones in words. */
export const SHARD_VERSION = 1;

/** The slice of a plan that one schedule sends to one function: one file inside the function's asset. */
export interface ShardPlan {
  readonly version: typeof SHARD_VERSION;
  readonly shard: string;
  /** The hash of the whole plan. */
  readonly plan: string;
  readonly probes: readonly Probe[];
  /** Of the location. */
  readonly control?: Probe;
}
