import type { PipelineValue } from './pipeline-metrics.ts';
import type { Result } from './result.ts';

/** Readers accept every version that ever shipped and refuse newer ones in words. */
export const BATCH_VERSION = 1;

/** The results of one location × tick × shard. */
export interface Batch {
  readonly version: typeof BATCH_VERSION;
  readonly location: string;
  /** The scheduled moment, unix milliseconds: the timestamp of all samples. */
  readonly tickMs: number;
  /** The local runner has one shard a probe, named after it. */
  readonly shard: string;
  /** The hash of the plan that its probes stand in. */
  readonly plan: string;
  readonly results: readonly Result[];
  /**
   * Where a shard is one probe: the key of its batch before this one. A series that the earlier batch made and this one does not
   * make has ended at this tick; a batch without results ends them all.
   */
  readonly previous?: string;
  /** Why the shard's probes were not run at this tick; `results` is empty then. */
  readonly missed?: 'too-old';
  /** Names of probes of the shard that were not run at this tick, since it is outside of their active hours. */
  readonly inactive?: readonly string[];
  /** What delivery counted of itself at this tick; `results` is empty then, and `plan` of no meaning. */
  readonly pipeline?: readonly PipelineValue[];
}

/** The durable log: the only truth. */
export interface Journal {
  /** Resolves when the batch is durable. A key that exists is left as it is. */
  append(batch: Batch): Promise<'written' | 'exists'>;
  read(key: string): Promise<Batch>;
  /** Keys whose tick is in [from, to), in the order of their ticks within a location; unix milliseconds. */
  list(fromMs: number, toMs: number): AsyncIterable<string>;
}

/** `LOCATION/2026/11/22/17/45/30.000Z_SHARD`: a location's prefix, and a time range reads only itself. */
export function journalKey(batch: Pick<Batch, 'location' | 'tickMs' | 'shard'>): string {
  const iso = new Date(batch.tickMs).toISOString();
  return `${batch.location}/${iso.slice(0, 16).replaceAll(/[-T:]/g, '/')}/${iso.slice(17)}_${batch.shard}`;
}
