import { describe, expect, test } from 'vitest';
import { type Journal, journalKey } from '../../lib/model/journal.ts';
import { makeBatch, NOON_MS } from './batches.ts';

/** What every store of the journal owes, whatever it is made of. `open` gives an empty one that is closed when the test is over. */
export function describeJournal(name: string, open: () => Promise<Journal>): void {
  describe(`${name} keeps the journal's contract`, () => {
    test('what was appended is read back as it was', async () => {
      const journal = await open();
      const batch = makeBatch('shop', NOON_MS, 'down', 'line\nfeed, «quotes», \u0000 and \ud83d\ude00');
      expect(await journal.append(batch)).toBe('written');
      expect(await journal.read(journalKey(batch))).toEqual(batch);
    });

    test('a key that exists is left as it is, and says so', async () => {
      const journal = await open();
      const first = makeBatch('shop', NOON_MS, 'up');
      await journal.append(first);
      expect(await journal.append(makeBatch('shop', NOON_MS, 'down'))).toBe('exists');
      expect(await journal.read(journalKey(first))).toEqual(first);
      expect(await keys(journal)).toEqual([journalKey(first)]);
    });

    test('of many that append one key at once, exactly one writes it', async () => {
      const journal = await open();
      const answers = await Promise.all(Array.from({ length: 20 }, () => journal.append(makeBatch('shop', NOON_MS))));
      expect(answers.filter((answer) => answer === 'written')).toHaveLength(1);
      expect(await keys(journal)).toHaveLength(1);
    });

    test('keys are listed in the order of their ticks, from inclusive, to exclusive', async () => {
      const journal = await open();
      const ticks = [5, 1, 4, 2, 3].map((second) => NOON_MS + second * 1000);
      await Promise.all(ticks.map((tickMs) => journal.append(makeBatch('shop', tickMs))));
      const listed = await keys(journal, NOON_MS + 2000, NOON_MS + 5000);
      expect(listed).toEqual([2, 3, 4].map((second) => journalKey(makeBatch('shop', NOON_MS + second * 1000))));
    });

    test('shards and locations of one tick stand side by side', async () => {
      const journal = await open();
      const batches = [
        makeBatch('a', NOON_MS),
        makeBatch('b', NOON_MS),
        { ...makeBatch('a', NOON_MS), location: 'office' },
      ];
      await Promise.all(batches.map((batch) => journal.append(batch)));
      expect(new Set(await keys(journal))).toEqual(new Set(batches.map(journalKey)));
      for (const batch of batches) expect(await journal.read(journalKey(batch))).toEqual(batch);
    });

    test('a key that is not there is refused in words', async () => {
      const journal = await open();
      const key = journalKey(makeBatch('nobody', NOON_MS));
      await expect(journal.read(key)).rejects.toThrow(key);
      await expect(journal.read('no key at all')).rejects.toThrow('no key at all');
    });

    test('ticks across a change of year and an empty range are listed rightly', async () => {
      const journal = await open();
      const before = makeBatch('shop', Date.UTC(2026, 11, 31, 23, 59, 59, 999));
      const after = makeBatch('shop', Date.UTC(2027, 0, 1));
      await journal.append(after);
      await journal.append(before);
      expect(await keys(journal)).toEqual([journalKey(before), journalKey(after)]);
      expect(await keys(journal, after.tickMs + 1, after.tickMs + 2)).toEqual([]);
    });
  });
}

/** All keys of a range, by default of all times. */
export async function keys(journal: Journal, fromMs = 0, toMs = Number.MAX_SAFE_INTEGER): Promise<string[]> {
  return await Array.fromAsync(journal.list(fromMs, toMs));
}
