import { firingOver } from '../../lib/rules/firing.ts';
import { fitObjective } from '../../lib/rules/fit.ts';
import { CELL, type History } from '../../lib/rules/judge.ts';
import { createRandom } from '../../lib/rules/random.ts';

export const FAULTS = ['independent', 'correlated', 'two-tick', 'flapping', 'regional', 'outages'] as const;
type Fault = (typeof FAULTS)[number];

export interface SimulatedSetting {
  readonly intervalMs: number;
  readonly locations: number;
  readonly percent: number;
}

export interface SimulatedCount {
  /** Times that a page began. */
  pages: number;
  /** The same by 14.4 and 6 times over 5 m and 1 h, 30 m and 6 h, without any guard. */
  textbook: number;
  /** Total outages that no page told within its bound. */
  missed: number;
  outages: number;
}

const YEAR_MS = 365 * 86_400_000;
const PERIOD_MS = 30 * 86_400_000;
const SHARE = 0.001;
/** Ticks of a total outage, of a flapping target and of a regional fault. */
const LONG = 10;

/** A year of a target that is well but for one sort of fault; outages begin about once a month. */
export function simulateYear(fault: Fault, setting: SimulatedSetting, seed: number): SimulatedCount {
  const { intervalMs, locations, percent } = setting;
  const ticks = Math.floor(YEAR_MS / intervalMs);
  const { history, starts } = yearOf(fault, { intervalMs, locations, cells: new Uint8Array(ticks * locations) }, seed);
  const fit = fitObjective({ percent, windowMs: PERIOD_MS, intervalMs, locations });
  const pages = firingOver(
    { ...fit, pairs: fit.pairs.filter(({ pace }) => pace === 'fast') },
    history,
    intervalMs,
    YEAR_MS,
  );
  const isFiring = (tick: number) => (pages.get(tick * intervalMs) ?? []).length > 0;
  const count: SimulatedCount = {
    pages: 0,
    textbook: textbookPages(history, fit.budget),
    missed: 0,
    outages: starts.length,
  };
  for (let tick = 0; tick < ticks; tick += 1) if (isFiring(tick) && !isFiring(tick - 1)) count.pages += 1;
  // It begins right after the tick before; the bound is in ticks, since the rest of the road is not simulated.
  for (const start of starts) if (!isFiring(start - 1 + fit.down.ticks)) count.missed += 1;
  return count;
}

function yearOf(fault: Fault, history: History, seed: number): { history: History; starts: number[] } {
  const { cells, locations } = history;
  const random = createRandom(seed);
  cells.fill(CELL.good);
  const starts: number[] = [];
  const ticks = cells.length / locations;
  const fail = (from: number, count: number, at?: number, step = 1) => {
    for (let tick = from; tick < Math.min(ticks, from + count); tick += step) {
      if (at !== undefined) cells[tick * locations + at] = CELL.bad;
      else cells.fill(CELL.bad, tick * locations, (tick + 1) * locations);
    }
  };
  const monthly = (12 * history.intervalMs) / YEAR_MS;
  const somewhere = () => Math.floor(random() * locations);
  const each: Readonly<Record<Fault, (tick: number) => void>> = {
    independent(tick) {
      for (let at = 0; at < locations; at += 1) if (random() < SHARE) fail(tick, 1, at);
    },
    correlated: (tick) => void (random() < SHARE && fail(tick, 1)),
    'two-tick': (tick) => void (random() < monthly && fail(tick, 2, somewhere())),
    flapping: (tick) => void (random() < monthly && fail(tick, 2 * LONG, undefined, 2)),
    regional: (tick) => void (random() < monthly && fail(tick, LONG, somewhere())),
    outages(tick) {
      const last = starts.at(-1) ?? -LONG;
      if (random() >= monthly || tick < last + 2 * LONG || tick + LONG >= ticks || tick === 0) return;
      starts.push(tick);
      fail(tick, LONG);
    },
  };
  for (let tick = 0; tick < ticks; tick += 1) each[fault](tick);
  return { history, starts };
}

/** Pages of the usual rules on the same data, sums kept by hand. */
function textbookPages({ intervalMs, locations, cells }: History, budget: number): number {
  const ticks = cells.length / locations;
  const sums = new Int32Array(ticks + 1);
  for (let tick = 0; tick < ticks; tick += 1) {
    let bad = 0;
    for (let at = 0; at < locations; at += 1) if (cells[tick * locations + at] === CELL.bad) bad += 1;
    sums[tick + 1] = (sums[tick] ?? 0) + bad;
  }
  const share = (tick: number, windowMs: number) => {
    const wanted = Math.max(1, Math.round(windowMs / intervalMs));
    const from = Math.max(0, tick + 1 - wanted);
    return ((sums[tick + 1] ?? 0) - (sums[from] ?? 0)) / ((tick + 1 - from) * locations);
  };
  const burns = (tick: number, factor: number, minutes: number) =>
    share(tick, minutes * 60_000) > factor * budget && share(tick, minutes * 5_000) > factor * budget;
  let pages = 0;
  let was = false;
  for (let tick = 0; tick < ticks; tick += 1) {
    const is = burns(tick, 14.4, 60) || burns(tick, 6, 360);
    if (is && !was) pages += 1;
    was = is;
  }
  return pages;
}
