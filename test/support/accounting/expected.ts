import { logEntryOf } from '../../../functions/signals/log-entry.ts';
import { samplesOf } from '../../../functions/signals/samples.ts';
import { type Batch, journalKey } from '../../../lib/model/journal.ts';
import type { LogEntry } from '../../../lib/model/log-entry.ts';
import type { Sample } from '../../../lib/model/sample.ts';
import { type Load, planFor } from './batches.ts';

/** Items of a batch, by what the receivers say of them. */
export interface Items {
  readonly good: number;
  readonly poisoned: number;
}

export interface OfBatch {
  readonly key: string;
  readonly samples: readonly Sample[];
  readonly logs: readonly LogEntry[];
}

/** What each batch ought to become. Made again whenever it is asked for: all of it at once would not fit. */
export function* expectedOf(load: Load, batches: Iterable<Batch>): Generator<OfBatch> {
  const probes = new Map(planFor(load).plan.probes.map((probe) => [probe.name, probe]));
  for (const batch of batches) {
    const { location, tickMs, results } = batch;
    const contexts = results.map((result) => {
      const probe = probes.get(result.probe);
      if (!probe) throw new Error(`no probe ${result.probe}`);
      return [result, { probe, location, tickMs }] as const;
    });
    yield {
      key: journalKey(batch),
      samples: contexts.flatMap((context) => samplesOf(...context)),
      logs: contexts.map((context) => logEntryOf(...context)),
    };
  }
}

/** @param isGood whether the receivers take what is of this probe and time */
export function itemsOf<T extends Sample | LogEntry>(all: readonly T[], isGood: (item: T) => boolean): Items {
  const good = all.filter(isGood).length;
  return { good, poisoned: all.length - good };
}
