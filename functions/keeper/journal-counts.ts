import type { BatchSource } from '../delivery/signal-reader.ts';
import { JournalError } from '../journal/journal-error.ts';
import type { Hour } from './hours.ts';

/** What the journal holds of a stretch of ticks. */
export interface Counts {
  /** Runs that count for objectives: all but those whose outcome is `error`. */
  readonly counted: number;
  /** All runs: one log line each. */
  readonly runs: number;
}

/** Longer after its end than any batch is late, an hour's counts do not change any more. */
const SETTLED_MS = 3_600_000;
const MOST_KEPT = 1_000;

/** Counts the journal, and remembers what cannot change. */
export function createJournalCounts(journal: BatchSource, now: () => number): (hour: Hour) => Promise<Counts> {
  const kept = new Map<string, Counts>();
  return async (hour) => {
    const name = `${hour.fromMs} ${hour.toMs}`;
    const known = kept.get(name);
    if (known) return known;
    const counts = await count(journal, hour);
    if (hour.toMs + SETTLED_MS < now()) {
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(name, counts);
    }
    return counts;
  };
}

async function count(journal: BatchSource, { fromMs, toMs }: Hour): Promise<Counts> {
  let counted = 0;
  let runs = 0;
  for await (const key of journal.list(fromMs, toMs)) {
    const results = await readable(journal, key);
    runs += results.length;
    counted += results.filter(({ outcome }) => outcome !== 'error').length;
  }
  return { counted, runs };
}

/** A damaged batch is lost, and told of by whoever ships it: it is in no answer. */
async function readable(journal: BatchSource, key: string) {
  try {
    return (await journal.read(key)).results;
  } catch (error) {
    if (error instanceof JournalError && error.problem !== 'closed') return [];
    throw error;
  }
}
