import { BATCH_VERSION, type Batch, journalKey } from '../../lib/model/journal.ts';
import { tickOfKey } from '../journal/key.ts';
import type { RunAnswer } from './api.ts';
import type { RunReference } from './past.ts';

/** What the batches of a probe have in common: the local runner has one shard a probe. */
export interface BatchPlace {
  readonly location: string;
  readonly shard: string;
  /** The plan's hash. */
  readonly plan: string;
}

/** A run as it is journalled; it names the one before, so that series which it no longer has are ended. */
export function batchOfRun(place: BatchPlace, { tickMs, result }: RunAnswer, before: RunReference | undefined): Batch {
  const previous = before && keyOfRun(place, before);
  // A run that was asked for may overtake one that is slow: what is newer has no end before it began.
  const isBefore = previous !== undefined && (tickOfKey(previous) ?? tickMs) < tickMs;
  return { version: BATCH_VERSION, ...place, tickMs, results: [result], ...(isBefore && { previous }) };
}

/** A tick outside of the probe's active hours; with the last run, where this is the first since, so that its series end. */
export function batchOfInactive(place: BatchPlace, tickMs: number, last: RunReference | undefined): Batch {
  const previous = last && keyOfRun(place, last);
  const isBefore = previous !== undefined && (tickOfKey(previous) ?? tickMs) < tickMs;
  const inactive = [place.shard];
  return { version: BATCH_VERSION, ...place, tickMs, results: [], inactive, ...(isBefore && { previous }) };
}

/** The end of a probe whose last run is given: every series of it ends now, and after its last tick. */
export function batchOfEnd(place: BatchPlace, last: RunReference, nowMs: number): Batch {
  const previous = keyOfRun(place, last);
  const tickMs = Math.max(nowMs, (tickOfKey(previous) ?? 0) + 1);
  return { version: BATCH_VERSION, ...place, tickMs, results: [], previous };
}

function keyOfRun({ location, shard }: BatchPlace, run: RunReference): string {
  return typeof run === 'string' ? run : journalKey({ location, shard, tickMs: run.tickMs });
}
