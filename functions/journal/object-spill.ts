import type { Batch } from '../../lib/model/journal.ts';
import type { HashedPlan } from '../../lib/model/plan.ts';
import { JournalError } from './journal-error.ts';
import type { JournalWriter } from './object-journal.ts';

export interface SpillOptions {
  /** The one journal that everybody reads. Absent where it cannot be reached at all. */
  readonly hub?: JournalWriter;
  /** Of one's own region; a sweeper moves what is in it to the hub. */
  readonly spill: JournalWriter;
  /** How long the hub may take before the spill is tried, milliseconds. */
  readonly hubWithinMs: number;
  /** The hub was given up for this batch, and why. */
  readonly onSpill: (reason: unknown) => void;
}

/**
 * A journal that writes to the hub or else to the spill, and throws only when both fail. A batch may end in both, when the hub was only slow: the
 * sweeper finds it there and drops the other. A plan is saved wherever a batch that names it goes, before it.
 */
export function createSpillJournal({ hub, spill, hubWithinMs, onSpill }: SpillOptions): JournalWriter {
  const plans = new Map<string, HashedPlan>();
  const write = async (journal: JournalWriter, batch: Batch) => {
    const plan = plans.get(batch.plan);
    if (plan) await journal.savePlan(plan);
    return await journal.append(batch);
  };
  return {
    async savePlan(plan) {
      if (plans.has(plan.hash)) return;
      plans.set(plan.hash, plan);
      // Beforehand, where that works; else each batch tries again.
      if (hub) await within(hub.savePlan(plan), hubWithinMs).catch(() => undefined);
    },
    async append(batch) {
      if (!hub) return await write(spill, batch);
      try {
        return await within(write(hub, batch), hubWithinMs);
      } catch (reason) {
        onSpill(reason);
        return await write(spill, batch).catch((error: unknown) => {
          throw new JournalError('unusable', `The batch is lost. ${wordsOf(reason)} And its spill: ${wordsOf(error)}`, {
            cause: new AggregateError([reason, error]),
          });
        });
      }
    },
  };
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`The journal's bucket took more than ${ms} ms.`)), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
