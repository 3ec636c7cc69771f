import { expect, onTestFinished, test } from 'vitest';
import { firstTick, rhythmOf, tickAfter } from '../../../functions/local/schedule.ts';
import { Ticker } from '../../../functions/local/ticker.ts';
import { until } from '../../support/local-runner.ts';

const HOUR_MS = 3_600_000;

/** A ticker on a wall clock that the test can set. */
function startTicker() {
  const wall = { aheadMs: 0 };
  const clock = { now: () => Date.now() + wall.aheadMs, elapsed: () => performance.now() };
  const ticks: { name: string; tickMs: number; atMs: number }[] = [];
  const missed: { name: string; count: number }[] = [];
  const ticker = new Ticker({
    clock,
    onTick: (name, tickMs) => ticks.push({ name, tickMs, atMs: clock.now() }),
    onMissed: (name, count) => missed.push({ name, count }),
  });
  onTestFinished(() => ticker.stop());
  return { wall, clock, ticks, missed, ticker };
}

test('ticks stand at the same moments whenever and wherever the runner starts', () => {
  const rhythm = rhythmOf('shop-front', 60_000);
  expect(rhythm).toEqual(rhythmOf('shop-front', 60_000));
  const tick = tickAfter(Date.UTC(2026, 10, 22, 12), rhythm);
  expect(tick % 60_000).toBe(rhythm.offsetMs);
  expect(tickAfter(tick - 1, rhythm)).toBe(tick);
  expect(tickAfter(tick, rhythm)).toBe(tick + 60_000);
});

test('a thousand probes of one interval are spread over it', () => {
  const offsets = Array.from({ length: 1000 }, (_, i) => rhythmOf(`probe-${i}`, 10_000).offsetMs);
  const perSecond = Array.from({ length: 10 }, (_, s) => offsets.filter((ms) => Math.floor(ms / 1000) === s).length);
  for (const count of perSecond) expect(count).toBeGreaterThan(60);
});

test('the first run comes within five seconds, at the regular tick where that is soon', () => {
  const now = Date.UTC(2026, 10, 22, 12);
  for (let i = 0; i < 200; i += 1) {
    const rhythm = rhythmOf(`probe-${i}`, HOUR_MS);
    const first = firstTick(now, rhythm);
    expect(first).toBeGreaterThanOrEqual(now);
    expect(first - now).toBeLessThanOrEqual(5_000);
    if (tickAfter(now, rhythm) - now <= 5_000) expect(first).toBe(tickAfter(now, rhythm));
  }
});

test('each tick is called once, at its moment', async () => {
  const { ticker, ticks, clock, missed } = startTicker();
  const rhythm = { intervalMs: 50, offsetMs: 7 };
  ticker.set('fast', rhythm, tickAfter(clock.now(), rhythm));
  await until(() => ticks.length >= 10);
  for (const [i, { tickMs, atMs }] of ticks.entries()) {
    expect(tickMs % 50).toBe(7);
    expect(atMs).toBeGreaterThanOrEqual(tickMs);
    if (i > 0) expect(tickMs).toBeGreaterThan(ticks[i - 1]?.tickMs ?? 0);
  }
  const span = ((ticks.at(-1)?.tickMs ?? 0) - (ticks[0]?.tickMs ?? 0)) / 50 + 1;
  expect(ticks.length + missed.reduce((sum, { count }) => sum + count, 0)).toBe(span);
});

test('after a sleep of an hour the ticks that passed are counted, not made up for', async () => {
  const { wall, ticker, ticks, missed, clock } = startTicker();
  // The offset keeps the hour's last tick well away from the moment of waking.
  const now = clock.now();
  const rhythm = { intervalMs: 60_000, offsetMs: (now + 30_000) % 60_000 };
  for (const name of ['a', 'b', 'c']) ticker.set(name, rhythm, tickAfter(now, rhythm));
  wall.aheadMs = HOUR_MS;
  await until(() => missed.length >= 3);
  expect(ticks).toEqual([]);
  expect(missed).toEqual(['a', 'b', 'c'].map((name) => ({ name, count: 60 })));
  expect(ticker.next('a')).toBe(tickAfter(now, rhythm) + HOUR_MS);
});

test('a tick that is noticed a little late is run, and those before it are counted', async () => {
  const { wall, ticker, ticks, missed, clock } = startTicker();
  const now = clock.now();
  const rhythm = { intervalMs: 10_000, offsetMs: (now + 5_000) % 10_000 };
  ticker.set('a', rhythm, tickAfter(now, rhythm));
  wall.aheadMs = 36_000;
  await until(() => ticks.length > 0);
  expect(ticks).toMatchObject([{ name: 'a', tickMs: tickAfter(now, rhythm) + 30_000 }]);
  expect(missed).toEqual([{ name: 'a', count: 3 }]);
});

test('a clock that is set back does not stop the ticks', async () => {
  const { wall, ticker, ticks, clock } = startTicker();
  wall.aheadMs = 24 * HOUR_MS;
  const rhythm = { intervalMs: 200, offsetMs: 0 };
  ticker.set('a', rhythm, tickAfter(clock.now(), rhythm));
  wall.aheadMs = 0;
  await until(() => ticks.length >= 2);
  expect(Math.abs((ticks[0]?.tickMs ?? 0) - Date.now())).toBeLessThan(5_000);
});
