import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ReplayOptions, replay } from '../../../functions/delivery/replay.ts';
import { NOON_MS } from '../../support/batches.ts';
import { journalTicks, jsonDestination, runsIn, startReceiver } from '../../support/delivery.ts';
import { NOON_CLOCK, openJournal } from '../../support/file-journal.ts';
import { makeFolder } from '../../support/folder.ts';

const HOUR_MS = 3_600_000;

async function prepare() {
  const folder = await makeFolder();
  const journal = await openJournal(join(folder, 'journal'));
  const receiver = await startReceiver();
  for (const hours of [3, 2, 1]) await journalTicks(journal, 5, NOON_MS - hours * HOUR_MS);
  const seen: number[] = [];
  const options = (changes: Partial<ReplayOptions> = {}): ReplayOptions => ({
    destination: jsonDestination(receiver.url),
    journal,
    fromMs: NOON_MS - 4 * HOUR_MS,
    toMs: NOON_MS,
    progressFile: join(folder, 'replay', 'one.json'),
    rate: 1e9,
    clock: NOON_CLOCK,
    random: () => 0,
    signal: new AbortController().signal,
    onProgress: ({ reachedMs }) => seen.push(reachedMs),
    ...changes,
  });
  return { receiver, options, seen };
}

test('a range is sent again in the order of time, and only it', async () => {
  const { receiver, options, seen } = await prepare();
  const came = await replay(options({ fromMs: NOON_MS - 2.5 * HOUR_MS }));
  const runs = runsIn(receiver.taken);
  expect(runs).toHaveLength(30);
  const ticks = runs.map((run) => Number(run.split(' ')[1]));
  expect(ticks).toEqual(ticks.toSorted());
  expect(came).toMatchObject({ reachedMs: NOON_MS, totals: { batches: 30, rejectedBatches: 0 } });
  expect(came.totals.delivered).toBe(receiver.taken.flat().length);
  expect(seen).toEqual(seen.toSorted());
  expect(existsSync(options().progressFile)).toBe(false);
});

test('stopped, the next one goes on where it was, and adds up', async () => {
  const { receiver, options } = await prepare();
  const stop = new AbortController();
  receiver.answer = () => {
    if (receiver.asked === 2) stop.abort();
    return { status: 204 };
  };
  const first = await replay(options({ signal: stop.signal }));
  expect(first.reachedMs).toBeLessThan(NOON_MS);
  expect(first.totals.batches).toBeLessThan(45);
  const second = await replay(options());
  expect(second).toMatchObject({ reachedMs: NOON_MS, totals: { batches: 45 } });
  expect(new Set(runsIn(receiver.taken)).size).toBe(45);
  // Six slices hold ticks; one was begun twice.
  expect(receiver.asked).toBe(7);
});

test('what is beyond the window is counted as refused and not sent', async () => {
  const { receiver, options } = await prepare();
  const destination = jsonDestination(receiver.url, 'remote-write', 'samples', 2.5 * HOUR_MS);
  const came = await replay(options({ destination }));
  expect(runsIn(receiver.taken)).toHaveLength(30);
  expect(came.totals).toMatchObject({ batches: 45, rejectedBatches: 15 });
  expect(Object.keys(came.totals.rejected)).toEqual(['too-old']);
});

test('a receiver that is away for a while is waited for', async () => {
  const { receiver, options } = await prepare();
  receiver.answer = () => (receiver.asked < 3 ? { status: 503 } : { status: 204 });
  expect(await replay(options())).toMatchObject({ totals: { batches: 45 } });
});

test('no more items a second than it may', async () => {
  const { receiver, options } = await prepare();
  const began = performance.now();
  const came = await replay(options({ rate: 600 }));
  expect(receiver.taken.flat()).toHaveLength(came.totals.delivered);
  expect(performance.now() - began).toBeGreaterThanOrEqual((came.totals.delivered / 600) * 1000 - 5);
});
