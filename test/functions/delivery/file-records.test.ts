import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFileRecords } from '../../../functions/delivery/file-records.ts';
import { SLICE_MS } from '../../../functions/delivery/slice.ts';
import { journalKey } from '../../../lib/model/journal.ts';
import { NOON_MS } from '../../support/batches.ts';
import { makeFolder } from '../../support/folder.ts';

const key = (tickMs: number) => journalKey({ location: 'local', shard: 'shop', tickMs });
const delivered = (...ticks: number[]) => ({ keys: ticks.map(key), delivered: ticks.length * 10, rejected: [] });
const refused = (tickMs: number, reason = 'invalid') => ({
  keys: [key(tickMs)],
  delivered: 4,
  rejected: [{ reason, count: 6, answer: 'no' }],
});

const open = (folder: string, nowMs = NOON_MS, maxAgeMs = 86_400_000) =>
  openFileRecords({
    folder: join(folder, 'delivery'),
    rejectedFolder: join(folder, 'rejected'),
    sinceMs: NOON_MS,
    now: () => nowMs,
    maxAgeMs,
  });

test('what was recorded is known after a restart, and adds up', async () => {
  const folder = await makeFolder();
  const first = await open(folder);
  await first.add(delivered(NOON_MS, NOON_MS + 1));
  await first.add(refused(NOON_MS + 2));
  await first.add(delivered(NOON_MS + SLICE_MS));
  const second = await open(folder);
  for (const tick of [0, 1, 2, SLICE_MS]) expect(second.has(key(NOON_MS + tick))).toBe(true);
  expect(second.has(key(NOON_MS + 3))).toBe(false);
  expect(second.totals).toEqual({ batches: 4, rejectedBatches: 1, delivered: 34, rejected: { invalid: 6 } });
  expect(second.totals).toEqual(first.totals);
});

test('a line that a killed process left half is no record, and spoils no other', async () => {
  const folder = await makeFolder();
  const first = await open(folder);
  await first.add(delivered(NOON_MS));
  const path = join(folder, 'delivery', '2026-11-22T12-00Z.log');
  const whole = await readFile(path, 'utf8');
  for (let length = 1; length < whole.length; length += 1) {
    await writeFile(path, whole + whole.replace('00.000Z', '59.000Z').slice(0, length));
    const second = await open(folder);
    expect(second.has(key(NOON_MS))).toBe(true);
    // All of a line but its end is the whole record.
    expect(second.has(key(NOON_MS + 59_000))).toBe(length === whole.length - 1);
    await second.add(delivered(NOON_MS + 1000));
    expect((await open(folder)).has(key(NOON_MS + 1000)), `cut at ${length}`).toBe(true);
  }
});

test('a slice that is settled leaves its sums and no file of its own; rejections stay to be looked at', async () => {
  const folder = await makeFolder();
  const records = await open(folder);
  await records.add(delivered(NOON_MS));
  await records.add(refused(NOON_MS + 1));
  await records.add(delivered(NOON_MS + SLICE_MS));
  const { totals } = records;
  await records.settle(NOON_MS + SLICE_MS);
  expect(records.totals).toEqual(totals);
  expect((await readdir(join(folder, 'delivery'))).toSorted()).toEqual(['2026-11-22T12-10Z.log', 'state.json']);
  expect(await readdir(join(folder, 'rejected'))).toEqual(['2026-11-22T12-00Z.jsonl']);
  const again = await open(folder);
  expect(again.totals).toEqual(totals);
  expect(again.settledMs).toBe(NOON_MS + SLICE_MS);
});

test('killed between the sum and the removal of a slice, it is not counted twice', async () => {
  const folder = await makeFolder();
  const records = await open(folder);
  await records.add(delivered(NOON_MS));
  const path = join(folder, 'delivery', '2026-11-22T12-00Z.log');
  const lines = await readFile(path, 'utf8');
  await records.settle(NOON_MS + SLICE_MS);
  await appendFile(path, lines);
  expect((await open(folder)).totals).toEqual(records.totals);
});

test('a batch that comes after its slice was settled is counted and kept like any other', async () => {
  const folder = await makeFolder();
  const records = await open(folder);
  await records.settle(NOON_MS + SLICE_MS);
  await records.add(delivered(NOON_MS));
  expect(records.has(key(NOON_MS))).toBe(true);
  expect((await open(folder)).totals.batches).toBe(1);
});

test('rejections are dropped by age, once they are settled', async () => {
  const folder = await makeFolder();
  const records = await open(folder, NOON_MS + 10 * SLICE_MS, 2 * SLICE_MS);
  await records.add(refused(NOON_MS));
  await records.add(refused(NOON_MS + 9 * SLICE_MS));
  await records.settle(NOON_MS + 9 * SLICE_MS);
  expect(await readdir(join(folder, 'rejected'))).toEqual(['2026-11-22T13-30Z.jsonl']);
  expect(records.totals.rejected).toEqual({ invalid: 12 });
});

test('records of a later version are refused in words', async () => {
  const folder = await makeFolder();
  await open(folder);
  await writeFile(join(folder, 'delivery', 'state.json'), '{"version":2}');
  await expect(open(folder)).rejects.toThrow(/version 2/);
});

test('what could not be written is no record: it is recorded when it comes again, with the words', async () => {
  const folder = await makeFolder();
  const records = await open(folder);
  await writeFile(join(folder, 'rejected'), 'in the way');
  await expect(records.add(refused(NOON_MS))).rejects.toThrow(/EEXIST|ENOTDIR/);
  expect(records.has(key(NOON_MS))).toBe(false);
  expect(records.totals.batches).toBe(0);
  await rm(join(folder, 'rejected'));
  await records.add(refused(NOON_MS));
  expect(records.totals.rejected).toEqual({ invalid: 6 });
  expect((await open(folder)).totals).toEqual(records.totals);
});

test.each(['', '{"version":1,', 'null', '\0\0\0'])(
  'a damaged state %j keeps nothing from starting: the sink begins anew',
  async (text) => {
    const folder = await makeFolder();
    await open(folder);
    await writeFile(join(folder, 'delivery', 'state.json'), text);
    const records = await open(folder);
    expect(records.settledMs).toBe(NOON_MS);
    await records.add(delivered(NOON_MS));
    expect((await open(folder)).has(key(NOON_MS))).toBe(true);
  },
);
