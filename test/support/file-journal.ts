import { onTestFinished } from 'vitest';
import { type FileJournal, type FileJournalOptions, openFileJournal } from '../../functions/journal/file-store.ts';
import type { Trouble } from '../../functions/journal/journal-error.ts';
import { NOON_MS } from './batches.ts';

/** A clock whose wall time stands still. */
export const NOON_CLOCK = { now: () => NOON_MS, elapsed: () => performance.now() };

/** Opens a file journal, collects its troubles, and closes it when the test is over. */
export async function openJournal(
  folder: string,
  options: Partial<FileJournalOptions> = {},
): Promise<FileJournal & { readonly troubles: readonly Trouble[] }> {
  const troubles: Trouble[] = [];
  const journal = await openFileJournal({
    folder,
    maxAgeMs: 35 * 86_400_000,
    maxBytes: 2 ** 30,
    segmentBytes: 2 ** 23,
    clock: NOON_CLOCK,
    onTrouble: (trouble) => troubles.push(trouble),
    ...options,
  });
  onTestFinished(() => journal.close());
  return { ...journal, troubles };
}
