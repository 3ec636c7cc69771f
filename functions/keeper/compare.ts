import type { Hour } from './hours.ts';
import type { Counts } from './journal-counts.ts';

/** Of one hour, what a store has of what the journal holds. */
export interface Difference extends Hour {
  readonly expected: number;
  readonly found: number;
}

export interface Store {
  /** `metrics`, `logs`. */
  readonly name: string;
  readonly expected: (counts: Counts) => number;
  readonly found: (hour: Hour) => Promise<number>;
  /** False where a store may count more than there is for a while. */
  readonly isExact: boolean;
}

/** The hours in which a store and the journal do not agree. Throws when the store cannot be asked; ends early, with no answer of use, when the signal says so. */
export async function compareHours(
  hours: readonly Hour[],
  store: Store,
  countsOf: (hour: Hour) => Promise<Counts>,
  signal: AbortSignal,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const hour of hours) {
    if (signal.aborted) break;
    const expected = store.expected(await countsOf(hour));
    const found = await store.found(hour);
    if (store.isExact ? found !== expected : found < expected) differences.push({ ...hour, expected, found });
  }
  return differences;
}

/** How many runs a store lacks, or has beyond those of the journal. */
export function gapOf(differences: readonly Difference[]): number {
  return differences.reduce((sum, { expected, found }) => sum + Math.abs(expected - found), 0);
}
