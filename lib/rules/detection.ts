import type { BurnPair, Fit } from './burn-pair.ts';
import { createRandom } from './random.ts';

/** How long it takes until an alert tells of a small share of runs that fail, milliseconds; Infinity where it is not told within the objective's window. */
export interface Detection {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const TRIALS = 400;
const SEED = 20_261_122;

/** A tick with at least one failed run. */
interface FailedTick {
  readonly tick: number;
  /** At how many locations. */
  readonly bad: number;
  /** Bit by location. */
  readonly at: number;
}

/**
 * Works out, by trying it with a fixed seed, when a share of runs that fail independently of each other is told, by any alert, after a long time without
 * failures.
 *
 * @param share of runs that fail, above 0 and below 1
 */
export function detectionOf(fit: Fit, share: number): Detection {
  const random = createRandom(SEED);
  const times = Array.from({ length: TRIALS }, () => firstTold(fit, share, random)).sort((a, b) => a - b);
  const at = (quantile: number) => times[Math.ceil(quantile * TRIALS) - 1] ?? Number.POSITIVE_INFINITY;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

function firstTold(fit: Fit, share: number, random: () => number): number {
  const { intervalMs, periodMs, pairs, locations } = fit;
  const last = Math.floor(periodMs / intervalMs);
  const failing = 1 - (1 - share) ** locations;
  const failed: FailedTick[] = [];
  let inRow = 0;
  let tick = 0;
  while (true) {
    // To the next failed tick at once: between them nothing can begin.
    tick += 1 + Math.floor(Math.log1p(-random()) / Math.log1p(-failing));
    if (tick > last) return Number.POSITIVE_INFINITY;
    const one = failedTick(tick, locations, share, random);
    const isNext = failed.at(-1)?.tick === tick - 1;
    failed.push(one);
    inRow = one.bad >= fit.down.locations ? (isNext ? inRow : 0) + 1 : 0;
    if (inRow >= fit.down.ticks || pairs.some((pair) => isBurning(pair, failed, fit))) return tick * intervalMs;
  }
}

/** Given that at least one fails. */
function failedTick(tick: number, locations: number, share: number, random: () => number): FailedTick {
  while (true) {
    let [bad, at] = [0, 0];
    for (let location = 0; location < locations; location += 1) {
      if (random() >= share) continue;
      bad += 1;
      at |= 1 << (location % 32);
    }
    if (bad > 0) return { tick, bad, at };
  }
}

function isBurning(pair: BurnPair, failed: readonly FailedTick[], { intervalMs, locations }: Fit): boolean {
  const now = failed.at(-1)?.tick ?? 0;
  const [short, long] = [pair.shortMs / intervalMs, pair.longMs / intervalMs];
  let [ticks, badShort, badLong, at] = [0, 0, 0, 0];
  for (let index = failed.length - 1; index >= 0; index -= 1) {
    const one = failed[index];
    if (!one || one.tick <= now - long) break;
    badLong += one.bad;
    if (one.tick <= now - short) continue;
    ticks += 1;
    badShort += one.bad;
    at |= one.at;
  }
  return (
    ticks >= pair.ticks &&
    bits(at) >= pair.locations &&
    badShort > pair.threshold * short * locations &&
    badLong > pair.threshold * long * locations
  );
}

function bits(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
