import { expect, test } from 'vitest';
import { compareHours, gapOf } from '../../../functions/keeper/compare.ts';
import { createJournalCounts } from '../../../functions/keeper/journal-counts.ts';
import { makeResult, NOON_MS } from '../../support/batches.ts';
import { journalTicks, shopBatch } from '../../support/delivery.ts';
import { openJournal } from '../../support/file-journal.ts';
import { makeFolder } from '../../support/folder.ts';

const HOUR = { fromMs: NOON_MS - 3_600_000, toMs: NOON_MS };

test('runs that are our fault are lines, but do not count; a batch at the end of an hour is of the next', async () => {
  const journal = await openJournal(await makeFolder());
  await journalTicks(journal, 5);
  await journal.append(shopBatch('a', NOON_MS - 60_000, { results: [makeResult('a', NOON_MS - 60_000, 'error')] }));
  await journal.append(shopBatch('b', NOON_MS - 60_000, { results: [makeResult('b', NOON_MS - 60_000, 'down')] }));
  await journal.append(shopBatch('c', NOON_MS));
  const countsOf = createJournalCounts(journal, () => NOON_MS);
  expect(await countsOf(HOUR)).toEqual({ counted: 16, runs: 17 });
});

test('an hour that is long over is counted once; one that late batches may be of, again', async () => {
  const journal = await openJournal(await makeFolder());
  await journalTicks(journal, 1);
  let nowMs = NOON_MS + 3_600_000;
  const countsOf = createJournalCounts(journal, () => nowMs);
  expect(await countsOf(HOUR)).toEqual({ counted: 3, runs: 3 });
  await journal.append(shopBatch('a', NOON_MS - 60_000));
  expect(await countsOf(HOUR)).toEqual({ counted: 4, runs: 4 });
  nowMs += 1;
  expect(await countsOf(HOUR)).toEqual({ counted: 4, runs: 4 });
  await journal.append(shopBatch('b', NOON_MS - 60_000));
  expect(await countsOf(HOUR)).toEqual({ counted: 4, runs: 4 });
});

test('a batch that cannot be read is in no count', async () => {
  const journal = await openJournal(await makeFolder());
  await journalTicks(journal, 1);
  const source = {
    ...journal,
    async *list(fromMs: number, toMs: number) {
      yield* journal.list(fromMs, toMs);
      yield 'batches/2026/11/22/11/gone';
    },
  };
  expect(await createJournalCounts(source, () => NOON_MS)(HOUR)).toEqual({ counted: 3, runs: 3 });
});

test('too few and, where a store counts exactly, too many are differences', async () => {
  const hours = [HOUR, { fromMs: HOUR.fromMs - 3_600_000, toMs: HOUR.fromMs }];
  const store = (isExact: boolean, found: number) => ({
    name: 'metrics',
    expected: ({ counted }: { counted: number }) => counted,
    found: async () => found,
    isExact,
  });
  const compare = (isExact: boolean, found: number) =>
    compareHours(hours, store(isExact, found), async () => ({ counted: 5, runs: 5 }), new AbortController().signal);
  expect(await compare(true, 5)).toEqual([]);
  expect(gapOf(await compare(true, 3))).toBe(4);
  expect(await compare(true, 6)).toEqual(hours.map((hour) => ({ ...hour, expected: 5, found: 6 })));
  expect([await compare(false, 6), gapOf(await compare(false, 4))]).toEqual([[], 2]);
});
