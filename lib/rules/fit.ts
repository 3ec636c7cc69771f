import type { BurnPair, Fit } from './burn-pair.ts';
import { budgetOf, product } from './decimal.ts';
import { falseBurnPages } from './false-pages.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Of a window of 30 days, as the SRE workbook has it (https://sre.google/workbook/alerting-on-slos/, «multiwindow, multi-burn-rate»): the share of the budget
 * that is gone when the alert comes, and over which time. Of other windows the times are in proportion, so that the factors stay 14.4, 6, 3 and 1.
 */
const PAIRS = [
  { pace: 'fast', share: 0.02, longMs: HOUR_MS, ticks: 2 },
  { pace: 'fast', share: 0.05, longMs: 6 * HOUR_MS, ticks: 2 },
  { pace: 'slow', share: 0.1, longMs: DAY_MS, ticks: 3 },
  { pace: 'slow', share: 0.1, longMs: 3 * DAY_MS, ticks: 3 },
] as const;
const PERIOD_MS = 30 * DAY_MS;
/** A long window with fewer ticks says nothing of a rate. */
const LEAST_TICKS = 12;
/** Pages a year that blips may make of one pair. */
const FALSE_PAGES = 0.02;
const MOST_TICKS = 11;

export interface FitOptions {
  /** 50 to 99.999, percent. */
  readonly percent: number;
  /** Of the objective. */
  readonly windowMs: number;
  readonly intervalMs: number;
  /** How many there are. */
  readonly locations: number;
  /** Ticks in a row until the target counts as down. Default: 2. */
  readonly downTicks?: number | undefined;
  /** Locations at which a tick must fail to be bad. Default: the smaller of 2 and their number. */
  readonly downLocations?: number | undefined;
}

/**
 * Alerts for an objective, fitted to how often and from where is looked: windows that hold enough ticks for a rate to mean something, factors that spend the
 * same share of the budget over them, and so many failed ticks that one never pages, nor do blips of a run in a thousand. A pair that no outage could
 * reach, or that a budget spent as promised would reach, is left out.
 */
export function fitObjective(options: FitOptions): Fit {
  const { percent, windowMs, intervalMs, locations, downTicks = 2 } = options;
  const budget = budgetOf(percent);
  const fitted = PAIRS.map((pair) => fitPair(pair, budget, downTicks, options)).filter(
    ({ factor, threshold }) => factor >= 1 && threshold < 1,
  );
  return {
    intervalMs,
    locations,
    budget,
    periodMs: windowMs,
    pairs: fitted.filter((pair) => !fitted.some((other) => isStricter(other, pair))),
    down: { ticks: downTicks, locations: Math.min(options.downLocations ?? 2, locations) },
  };
}

function fitPair(
  { pace, share, longMs: usualMs, ticks: least }: (typeof PAIRS)[number],
  budget: number,
  downTicks: number,
  { windowMs, intervalMs, locations }: FitOptions,
): BurnPair {
  const longMs = Math.max(wholeSeconds((usualMs * windowMs) / PERIOD_MS), LEAST_TICKS * intervalMs);
  const factor = Number(((share * windowMs) / longMs).toPrecision(6));
  const withTicks = (ticks: number) => ({
    pace,
    longMs,
    shortMs: Math.max(wholeSeconds(longMs / 12), (ticks + 0.5) * intervalMs),
    factor,
    threshold: product(factor, budget),
    ticks,
    locations: locations >= 3 ? 2 : 1,
  });
  let ticks = Math.max(least, downTicks);
  if (pace === 'slow') return withTicks(ticks);
  while (ticks < MOST_TICKS && falseBurnPages(withTicks(ticks), intervalMs, locations) > FALSE_PAGES) ticks += 1;
  return withTicks(ticks);
}

/** Of two that look over the same time the one that allows more is enough. */
function isStricter(other: BurnPair, pair: BurnPair): boolean {
  return other.pace === pair.pace && other.longMs === pair.longMs && other.factor > pair.factor;
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}
