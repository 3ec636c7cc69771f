import { describe, expect, test } from 'vitest';
import { burnBoundMs, downBoundMs, type Timing } from '../../../lib/rules/bounds.ts';
import type { Fit } from '../../../lib/rules/burn-pair.ts';
import { budgetOf } from '../../../lib/rules/decimal.ts';
import { falsePages } from '../../../lib/rules/false-pages.ts';
import { fitObjective } from '../../../lib/rules/fit.ts';
import { CELL, createJudge, type History } from '../../../lib/rules/judge.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const DAY = 86_400_000;
/** All that a definition may have. */
const INTERVALS = [10, 15, 20, 30, 60, 120, 180, 240, 300, 360, 600, 720, 900, 1200, 1800, 3600].map((s) => s * SECOND);
const LOCATIONS = [1, 2, 3, 4, 5];
const OBJECTIVES = [95, 97, 98, 99, 99.5, 99.9, 99.95, 99.99];
const WINDOWS = [7, 28, 30, 90].map((days) => days * DAY);
const TIMING: Timing = { runMs: 10 * SECOND, lagMs: 0, offsetMs: 15_000, evaluationMs: 15_000, groupWaitMs: 5_000 };

const fits = (windows: readonly number[]): Fit[] =>
  INTERVALS.flatMap((intervalMs) =>
    LOCATIONS.flatMap((locations) =>
      OBJECTIVES.flatMap((percent) =>
        windows.map((windowMs) => fitObjective({ percent, windowMs, intervalMs, locations })),
      ),
    ),
  );

function historyOf({ intervalMs, locations }: Fit, ticks: number): History {
  return { intervalMs, locations, cells: new Uint8Array(ticks * locations).fill(CELL.good) };
}

/** The ticks at which anything that may page does, each looked at when it is new and when the next is about to come. */
function pagesOf(fit: Fit, history: History, ticks: Iterable<number>): number[] {
  const judge = createJudge(fit, history);
  const fast = fit.pairs.filter(({ pace }) => pace === 'fast');
  return [...ticks].filter((tick) =>
    [tick * fit.intervalMs, (tick + 1) * fit.intervalMs - 1].some(
      (atMs) => judge.isDown(atMs) || fast.some((pair) => judge.isBurning(pair, atMs)),
    ),
  );
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const longestTicks = (fit: Fit) =>
  Math.max(12, ...fit.pairs.filter(({ pace }) => pace === 'fast').map(({ longMs }) => longMs / fit.intervalMs));
const nameOf = (fit: Fit) => `${fit.intervalMs / SECOND} s × ${fit.locations}, budget ${fit.budget}`;

describe('a budget', () => {
  test.each([
    [99.9, '0.001'],
    [99.95, '0.0005'],
    [99.99, '0.0001'],
    [97, '0.03'],
    [99.999, '0.00001'],
    [33.3, '0.667'],
  ])('of %d %% is %s, without binary noise', (percent, budget) => {
    expect(budgetOf(percent)).toBe(Number(budget));
  });
});

describe('pairs', () => {
  test('at a minute and 30 days are those of the SRE workbook', () => {
    const { pairs } = fitObjective({ percent: 99.9, windowMs: 30 * DAY, intervalMs: MINUTE, locations: 3 });
    expect(pairs.map(({ longMs, shortMs, factor, threshold }) => [longMs, shortMs, factor, threshold])).toEqual([
      [60 * MINUTE, 5 * MINUTE, 14.4, 0.0144],
      [360 * MINUTE, 30 * MINUTE, 6, 0.006],
      [DAY, 120 * MINUTE, 3, 0.003],
      [3 * DAY, 360 * MINUTE, 1, 0.001],
    ]);
  });

  test('hold enough ticks, can be reached, and are not reached by what was promised, at every combination', () => {
    for (const fit of fits(WINDOWS)) {
      expect(fit.pairs.length, nameOf(fit)).toBeGreaterThan(0);
      for (const { longMs, shortMs, factor, threshold, ticks, pace } of fit.pairs) {
        expect(longMs, nameOf(fit)).toBeGreaterThanOrEqual(12 * fit.intervalMs);
        expect(shortMs, nameOf(fit)).toBeGreaterThanOrEqual((ticks + 0.5) * fit.intervalMs);
        expect(shortMs, nameOf(fit)).toBeLessThanOrEqual(longMs);
        expect(factor, nameOf(fit)).toBeGreaterThanOrEqual(1);
        expect(threshold, nameOf(fit)).toBeLessThan(1);
        expect(ticks, nameOf(fit)).toBeGreaterThanOrEqual(pace === 'fast' ? 2 : 3);
      }
    }
  });

  test('make at most 0.2 false pages a year by blips of a run in a thousand, with 3 locations or an interval of 5 minutes', () => {
    const held = fits([30 * DAY]).filter(({ locations, intervalMs }) => locations >= 3 || intervalMs >= 5 * MINUTE);
    expect(held.length).toBeGreaterThan(400);
    for (const fit of held) expect(falsePages(fit), nameOf(fit)).toBeLessThanOrEqual(0.2);
  });
});

describe('one failed tick', () => {
  test('never pages, at whatever number of locations, at every position since a cold start, beside a gap, and long after', () => {
    for (const fit of fits([30 * DAY])) {
      const ticks = Math.ceil(longestTicks(fit));
      // Every position up to where all windows are full is covered by looking at every tick after it.
      for (const position of [0, 1, 2, 5, 11, Math.min(ticks, 400)]) {
        for (const gap of [false, true]) {
          const history = historyOf(fit, position + Math.min(ticks, 400) + 3);
          if (gap) history.cells.fill(CELL.absent, Math.max(0, position - 3) * fit.locations, position * fit.locations);
          history.cells.fill(CELL.bad, position * fit.locations, (position + 1) * fit.locations);
          const pages = pagesOf(fit, history, range(position, position + Math.min(ticks, 400) + 2));
          expect(pages, `${nameOf(fit)}, tick ${position}`).toEqual([]);
        }
      }
    }
  });

  test('at one location only, however often it fails, never pages where there are three or more', () => {
    for (const fit of fits([30 * DAY]).filter(({ locations }) => locations >= 3)) {
      const ticks = Math.min(600, Math.ceil(longestTicks(fit)));
      const history = historyOf(fit, 3 * ticks);
      for (const tick of range(ticks, 3 * ticks)) history.cells[tick * fit.locations + (fit.locations - 1)] = CELL.bad;
      expect(pagesOf(fit, history, range(ticks, 3 * ticks)), nameOf(fit)).toEqual([]);
    }
  });
});

describe('a total outage', () => {
  test('pages within 3 minutes at 1 minute × 3, and within 11 at 5 minutes × 1', () => {
    const of = (minutes: number, locations: number) =>
      downBoundMs(fitObjective({ percent: 99.9, windowMs: 30 * DAY, intervalMs: minutes * MINUTE, locations }), TIMING);
    expect([of(1, 3), of(5, 1)]).toEqual([165 * SECOND, 645 * SECOND]);
  });

  test('is seen within the bounds that are printed, at every combination', () => {
    for (const fit of fits([30 * DAY])) {
      const before = Math.ceil(longestTicks(fit));
      const history = historyOf(fit, before + 200);
      history.cells.fill(CELL.bad, before * fit.locations);
      const judge = createJudge(fit, history);
      // It begins right after the last good tick.
      const startMs = (before - 1) * fit.intervalMs;
      const none: Timing = { runMs: 0, lagMs: 0, offsetMs: 0, evaluationMs: 0, groupWaitMs: 0 };
      expect(judge.isDown(startMs + downBoundMs(fit, none)), nameOf(fit)).toBe(true);
      for (const pair of fit.pairs.filter(({ pace }) => pace === 'slow')) {
        const boundMs = burnBoundMs(pair, fit.intervalMs, none);
        if (boundMs / fit.intervalMs > 200) continue;
        expect(judge.isBurning(pair, startMs + boundMs), `${nameOf(fit)}, ${pair.longMs}`).toBe(true);
      }
    }
  });

  test('that has ended is not told a second time by its budget', () => {
    for (const fit of fits([30 * DAY]).filter(({ intervalMs }) => intervalMs >= MINUTE)) {
      const before = Math.ceil(longestTicks(fit));
      const history = historyOf(fit, 2 * before + 20);
      history.cells.fill(CELL.bad, before * fit.locations, (before + 20) * fit.locations);
      const judge = createJudge(fit, history);
      const fast = fit.pairs.filter(({ pace }) => pace === 'fast');
      const told = range(before + 21, 2 * before + 20).filter((tick) =>
        fast.some((pair) => judge.isBurning(pair, tick * fit.intervalMs)),
      );
      expect(told, nameOf(fit)).toEqual([]);
    }
  });
});
