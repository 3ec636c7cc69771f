import { atLeast, exactly } from './binomial.ts';
import type { BurnPair, DownRule, Fit } from './burn-pair.ts';

/** The share of runs that fail by themselves, each for one tick at one location, against which alerts are fitted. */
const BLIPS = 0.001;
const YEAR_MS = 365 * 86_400_000;

/**
 * Pages that a pair makes in a year of independent blips, at most: every failed tick counts at which its conditions hold, though a row of such is one page.
 *
 * @param blips the share of runs that fail
 */
export function falseBurnPages(
  { longMs, shortMs, threshold, ticks }: Pick<BurnPair, 'longMs' | 'shortMs' | 'threshold' | 'ticks'>,
  intervalMs: number,
  locations: number,
  blips = BLIPS,
): number {
  const failing = 1 - (1 - blips) ** locations;
  const others = Math.ceil(shortMs / intervalMs) - 1;
  const before = Math.max(0, Math.ceil((longMs - shortMs) / intervalMs));
  const needed = Math.floor(threshold * (longMs / intervalMs) * locations) + 1;
  let together = 0;
  for (let near = Math.max(0, ticks - 1); near <= others; near += 1) {
    const term = exactly(near, others, failing) * atLeast(needed - 1 - near, before, failing);
    together += term;
    if (near > others * failing && term <= together * 1e-9) break;
  }
  return (YEAR_MS / intervalMs) * failing * together;
}

/** Times a year that independent blips make a target look down. */
function falseDownPages({ ticks, locations: least }: DownRule, intervalMs: number, locations: number): number {
  return (YEAR_MS / intervalMs) * atLeast(least, locations, BLIPS) ** ticks;
}

/** Pages a year, at most, when a run in a thousand fails by itself: every other fault is worth one. */
export function falsePages({ pairs, down, intervalMs, locations }: Fit): number {
  return pairs
    .filter(({ pace }) => pace === 'fast')
    .reduce(
      (sum, pair) => sum + falseBurnPages(pair, intervalMs, locations),
      falseDownPages(down, intervalMs, locations),
    );
}
