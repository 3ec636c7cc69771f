import { expect, test } from 'vitest';
import type { ProbeAnswer, ProbesAnswer, RunsAnswer } from '../../../functions/local/api.ts';
import { rhythmOf } from '../../../functions/local/schedule.ts';
import type { Outcome } from '../../../lib/model/result.ts';
import { makeBatch } from '../../support/batches.ts';
import { openJournal } from '../../support/file-journal.ts';
import { makeFolder } from '../../support/folder.ts';
import { httpProbe } from '../../support/http-probes.ts';
import { startTestLocal } from '../../support/local-runner.ts';

const HOUR_MS = 3_600_000;
const UNREACHED = 'http://127.0.0.1:1/';

/** A journal as an earlier runner left it. */
async function leave(
  folder: string,
  runs: readonly (readonly [agoMs: number, outcome: Outcome])[],
  now: number,
  segmentBytes = 2 ** 23,
) {
  const journal = await openJournal(`${folder}/journal`, {
    segmentBytes,
    clock: { now: () => now, elapsed: () => performance.now() },
  });
  await Promise.all(runs.map(([agoMs, outcome]) => journal.append(makeBatch('shop', now - agoMs, outcome))));
  await journal.close();
}

test.each([2 ** 23, 4000])(
  'after a restart the past is what the journal says (segments of %i bytes)',
  async (segmentBytes) => {
    const folder = await makeFolder();
    const now = Date.now();
    // 200 hours ago to now, an hour apart: down for the last three hours, and for 5 of the 20 before yesterday.
    const runs = Array.from({ length: 200 }, (_, i) => 199 - i).map((hour) => {
      const isDown = hour < 3 || (hour >= 30 && hour < 35);
      return [hour * HOUR_MS + 1000, isDown ? 'down' : hour === 10 ? 'error' : 'up'] as const;
    });
    await leave(folder, runs, now, segmentBytes);
    const { json } = await startTestLocal(folder, [httpProbe('shop', UNREACHED, { intervalMs: 2 * HOUR_MS })]);
    const [summary] = (await json<ProbesAnswer>('/api/probes')).probes;
    expect(summary).toMatchObject({
      state: 'down',
      sinceMs: now - 2 * HOUR_MS - 1000,
      lastTickMs: now - 1000,
      why: 'The target refused the connection.',
      failure: { reason: 'connect_refused' },
      medianMs: 12.5,
    });
    expect(summary?.strip).toHaveLength(60);
    expect(summary?.strip.at(-1)).toEqual({
      tickMs: now - 1000,
      outcome: 'down',
      durationMs: 12.5,
      reason: 'connect_refused',
    });
    expect(summary?.strip.map(({ tickMs }) => tickMs)).toEqual(runs.slice(-60).map(([agoMs]) => now - agoMs));
    // The last day has 24 or 25 runs that count but the error: whole hours of the clock.
    expect(summary?.availability24h).toBeCloseTo(1 - 3 / 24, 1);
    expect(summary?.availability30d).toBeCloseTo(1 - 8 / 199, 10);
    const detail = await json<ProbeAnswer>('/api/probes/shop');
    expect(detail.lastBad?.tickMs).toBe(now - 1000);
    expect(detail.lastGood?.tickMs).toBe(now - 3 * HOUR_MS - 1000);
    const answer = await json<RunsAnswer>(`/api/runs?probe=shop&from=${now - 5 * HOUR_MS}&to=${now}`);
    expect(answer.runs.map(({ tickMs }) => now - tickMs)).toEqual([4, 3, 2, 1, 0].map((h) => h * HOUR_MS + 1000));
  },
);

test('a probe that ran within its interval waits for its tick; one that did not runs soon', async () => {
  const folder = await makeFolder();
  const now = Date.now();
  await leave(folder, [[60_000, 'up']], now);
  const probes = [
    httpProbe('shop', UNREACHED, { intervalMs: 24 * HOUR_MS }),
    httpProbe('new', UNREACHED, { intervalMs: 24 * HOUR_MS }),
  ];
  const { json } = await startTestLocal(folder, probes);
  const next = Object.fromEntries(
    (await json<ProbesAnswer>('/api/probes')).probes.map((one) => [one.name, one.nextTickMs ?? 0]),
  );
  expect((next.new ?? 0) - now).toBeLessThan(6_000);
  expect((next.shop ?? 0) % (24 * HOUR_MS)).toBe(rhythmOf('shop', 24 * HOUR_MS).offsetMs);
});

test('at most a thousand runs are answered, the newest, and that there are more is said', async () => {
  const folder = await makeFolder();
  const now = Date.now();
  const runs = Array.from({ length: 1005 }, (_, i) => [(1005 - i) * 1000, 'up'] as const);
  await leave(folder, runs, now, 100_000);
  const { json } = await startTestLocal(folder, [httpProbe('shop', UNREACHED, { enabled: false })]);
  const { runs: answered, more } = await json<RunsAnswer>('/api/runs?probe=shop');
  expect([answered.length, more]).toEqual([1000, true]);
  expect(answered[0]?.tickMs).toBe(now - 1_000_000);
  expect(answered.at(-1)?.tickMs).toBe(now - 1000);
});

test('runs of another location are another history', async () => {
  const folder = await makeFolder();
  const now = Date.now();
  await leave(folder, [[60_000, 'down']], now);
  const { json } = await startTestLocal(folder, [httpProbe('shop', UNREACHED, { enabled: false })], {
    location: 'office',
  });
  expect((await json<ProbesAnswer>('/api/probes')).probes[0]).toMatchObject({ strip: [] });
  expect((await json<RunsAnswer>('/api/runs')).runs).toEqual([]);
});

test('a probe that was added, taken out and put back while it runs keeps what it has seen', async () => {
  const { json, ask, ...runner } = await startTestLocal(await makeFolder(), []);
  const probe = httpProbe('shop', UNREACHED);
  for (const [set, runs] of [
    [[probe], 1],
    [[], 0],
    [[probe], 1],
  ] as const) {
    runner.set(set);
    await ask('/-/reload', { method: 'POST' });
    for (let i = 0; i < runs; i += 1) await ask('/api/probes/shop/run', { method: 'POST' });
  }
  const { summary } = await json<ProbeAnswer>('/api/probes/shop');
  expect(summary.strip.length).toBeGreaterThanOrEqual(2);
});

test('a probe that leaves the set and comes back has its history', async () => {
  const folder = await makeFolder();
  const now = Date.now();
  await leave(
    folder,
    [
      [120_000, 'up'],
      [60_000, 'down'],
    ],
    now,
  );
  const { json, ask, ...runner } = await startTestLocal(folder, []);
  expect((await json<RunsAnswer>('/api/runs?probe=shop')).runs).toHaveLength(2);
  runner.set([httpProbe('shop', UNREACHED, { enabled: false })]);
  await ask('/-/reload', { method: 'POST' });
  const { summary } = await json<ProbeAnswer>('/api/probes/shop');
  expect(summary.strip.map(({ outcome }) => outcome)).toEqual(['up', 'down']);
  expect(summary.sinceMs).toBe(now - 60_000);
});
