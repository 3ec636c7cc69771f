import { createHash } from 'node:crypto';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HOUR_MS } from '../../../functions/journal/span.ts';
import { journalKey } from '../../../lib/model/journal.ts';
import { makeBatch, makePlan, NOON_MS, PLAN_HASH } from '../../support/batches.ts';
import { NOON_CLOCK, openJournal } from '../../support/file-journal.ts';
import { makeFolder } from '../../support/folder.ts';
import { describeJournal, keys } from '../../support/journal-conformance.ts';

describeJournal('A file journal', async () => openJournal(await makeFolder()));
describeJournal('A file journal of tiny segments', async () => openJournal(await makeFolder(), { segmentBytes: 300 }));

const DAY_MS = 24 * HOUR_MS;
/** Incompressible, so that sizes are what they seem. */
const noise = (seed: number) =>
  Array.from({ length: 16 }, (_, i) => createHash('sha512').update(`${seed} ${i}`).digest('base64')).join('');

test('what was appended is there after it was closed and opened again, compressed or not', async () => {
  const folder = await makeFolder();
  const batches = Array.from({ length: 50 }, (_, i) => makeBatch('shop', NOON_MS + i * 1000, 'up', noise(i)));
  const first = await openJournal(folder, { segmentBytes: 8000 });
  for (const batch of batches) await first.append(batch);
  await first.close();
  const again = await openJournal(folder, { segmentBytes: 8000 });
  expect(again.troubles).toEqual([]);
  expect(again.stats()).toMatchObject({ batches: 50 });
  expect(again.stats().segments).toBeGreaterThan(5);
  expect(await keys(again)).toEqual(batches.map(journalKey));
  for (const batch of batches) {
    expect(await again.read(journalKey(batch))).toEqual(batch);
    expect(await again.append(batch)).toBe('exists');
  }
});

test('finished segments are compressed, and a lost index is made anew', async () => {
  const folder = await makeFolder();
  const journal = await openJournal(folder, { segmentBytes: 20_000 });
  for (let i = 0; i < 200; i += 1) await journal.append(makeBatch('shop', NOON_MS + i * 1000, i % 7 ? 'up' : 'down'));
  const spans = await Array.fromAsync(journal.spans());
  await journal.close();
  const names = await readdir(join(folder, 'segments'));
  expect(names.filter((name) => name.endsWith('.log'))).toHaveLength(1);
  expect(names.filter((name) => name.endsWith('.log.zst')).length).toBeGreaterThan(2);
  for (const name of names.filter((one) => one.endsWith('.index'))) await rm(join(folder, 'segments', name));
  const again = await openJournal(folder, { segmentBytes: 20_000 });
  expect(await Array.fromAsync(again.spans())).toEqual(spans);
  expect(await keys(again)).toHaveLength(200);
  expect(await readdir(join(folder, 'segments'))).toEqual(names);
});

test('segments older than the oldest age go, whole, and with them the plans that nothing names', async () => {
  const folder = await makeFolder();
  let nowMs = NOON_MS;
  const clock = { ...NOON_CLOCK, now: () => nowMs };
  const journal = await openJournal(folder, { clock, maxAgeMs: 30 * DAY_MS });
  const old = { hash: PLAN_HASH, plan: makePlan('old') };
  const next = { hash: 'cd'.repeat(32), plan: makePlan('next') };
  await journal.savePlan(old);
  await journal.append(makeBatch('shop', nowMs));
  nowMs += 2 * DAY_MS;
  await journal.savePlan(next);
  await journal.append({ ...makeBatch('shop', nowMs), plan: next.hash });
  await journal.close();
  nowMs = NOON_MS + 29 * DAY_MS;
  const kept = await openJournal(folder, { clock, maxAgeMs: 30 * DAY_MS });
  expect(await kept.plan(old.hash)).toEqual(old.plan);
  expect(kept.stats()).toMatchObject({ batches: 2, segments: 2, plans: 2 });
  await kept.close();
  nowMs = NOON_MS + 31 * DAY_MS;
  const later = await openJournal(folder, { clock, maxAgeMs: 30 * DAY_MS });
  expect(later.stats()).toMatchObject({ batches: 1, segments: 1, plans: 1 });
  await expect(later.plan(old.hash)).rejects.toThrow('There is no plan');
  expect(await later.plan(next.hash)).toEqual(next.plan);
});

test('the whole folder stays within its size, the oldest segments going first', async () => {
  const folder = await makeFolder();
  const maxBytes = 100_000;
  const journal = await openJournal(folder, { maxBytes, segmentBytes: 10_000 });
  for (let i = 0; i < 300; i += 1) await journal.append(makeBatch('shop', NOON_MS + i * 1000, 'up', noise(i)));
  await journal.close();
  const files = await readdir(join(folder, 'segments'));
  const sizes = await Promise.all(files.map(async (name) => (await stat(join(folder, 'segments', name))).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(total).toBeLessThanOrEqual(maxBytes + 2_000);
  expect(total).toBeGreaterThan(maxBytes / 2);
  const left = await keys(await openJournal(folder, { maxBytes, segmentBytes: 10_000 }));
  expect(left.at(-1)).toBe(journalKey(makeBatch('shop', NOON_MS + 299_000)));
  const newest = Array.from({ length: left.length }, (_, i) => NOON_MS + (300 - left.length + i) * 1000);
  expect(left).toEqual(newest.map((tickMs) => journalKey(makeBatch('shop', tickMs))));
});

test('spans tell availability by the hour, since when, and the last good and bad run', async () => {
  const journal = await openJournal(await makeFolder());
  const outcomes = ['up', 'down', 'down', 'error', 'up', 'degraded', 'degraded'] as const;
  for (const [i, outcome] of outcomes.entries())
    await journal.append(makeBatch('shop', NOON_MS + (i * HOUR_MS) / 2, outcome));
  const [span, ...more] = await Array.fromAsync(journal.spans());
  expect(more).toEqual([]);
  const at = (i: number) => NOON_MS + (i * HOUR_MS) / 2;
  const none = { up: 0, degraded: 0, down: 0, error: 0 };
  expect(span).toEqual({
    location: 'local',
    probe: 'shop',
    runs: 7,
    firstOutcome: 'up',
    lastOutcome: 'degraded',
    lastTickMs: at(6),
    lastKey: journalKey(makeBatch('shop', at(6))),
    sinceMs: at(5),
    goodKey: journalKey(makeBatch('shop', at(4))),
    badKey: journalKey(makeBatch('shop', at(6))),
    hours: [
      { ...none, hourMs: at(0), up: 1, down: 1 },
      { ...none, hourMs: at(2), down: 1, error: 1 },
      { ...none, hourMs: at(4), up: 1, degraded: 1 },
      { ...none, hourMs: at(6), degraded: 1 },
    ],
  });
});

test('the newest rows come first and only of the probe that is asked for', async () => {
  const journal = await openJournal(await makeFolder(), { segmentBytes: 2000 });
  for (let i = 0; i < 40; i += 1) await journal.append(makeBatch(i % 2 ? 'odd' : 'even', NOON_MS + i * 1000, 'down'));
  const rows = await Array.fromAsync(journal.newest(NOON_MS + 10_000, NOON_MS + 20_000, new Set(['odd'])));
  expect(rows.map(({ tickMs }) => (tickMs - NOON_MS) / 1000)).toEqual([19, 17, 15, 13, 11]);
  expect(rows[0]?.runs).toEqual([{ probe: 'odd', outcome: 'down', durationMs: 12.5, reason: 'connect_refused' }]);
});

test('a plan that is saved twice, damaged between, is whole again', async () => {
  const folder = await makeFolder();
  const journal = await openJournal(folder);
  const hashed = { hash: PLAN_HASH, plan: makePlan() };
  await journal.savePlan(hashed);
  await writeFile(join(folder, 'plans', `${PLAN_HASH}.json`), 'torn');
  await expect(journal.plan(PLAN_HASH)).rejects.toThrow('checksum');
  await journal.savePlan(hashed);
  expect(await journal.plan(PLAN_HASH)).toEqual(hashed.plan);
  await expect(journal.plan('../../etc/passwd')).rejects.toThrow('64 lower-case hex digits');
});

test('after close, append is refused in words and what was given before is written', async () => {
  const folder = await makeFolder();
  const journal = await openJournal(folder);
  const last = journal.append(makeBatch('shop', NOON_MS));
  await journal.close();
  expect(await last).toBe('written');
  await expect(journal.append(makeBatch('shop', NOON_MS + 1))).rejects.toThrow('closed');
  expect((await readdir(folder)).filter((name) => name.includes('lock'))).toEqual([]);
});

test('many appends of one moment share a sync', async () => {
  const syncs: number[] = [];
  const journal = await openJournal(await makeFolder(), { onSync: (ms) => syncs.push(ms) });
  await Promise.all(Array.from({ length: 500 }, (_, i) => journal.append(makeBatch(`p${i}`, NOON_MS))));
  expect(syncs.length).toBeLessThanOrEqual(2);
});
