import type { BurnPair, Fit } from './burn-pair.ts';

/** What a location saw at a tick; `absent` also where the run was an error, or did not count. */
export const CELL = { absent: 0, good: 1, bad: 2 } as const;

/** Runs by tick and location: tick 0 is at 0 ms, and the cell of a tick at a location is `tick × locations + location`. */
export interface History {
  readonly intervalMs: number;
  readonly locations: number;
  readonly cells: Uint8Array;
}

export interface Judge {
  /** Whether the target counts as down, as seen at a moment. @param atMs milliseconds after tick 0 */
  isDown(atMs: number): boolean;
  isBurning(pair: BurnPair, atMs: number): boolean;
}

/** Sums up to and including a tick; index 0 is before the first. */
interface Sums {
  readonly bad: Int32Array;
  readonly counted: Int32Array;
  readonly failedTicks: Int32Array;
  readonly badTicks: Int32Array;
  readonly downTicks: Int32Array;
  readonly badAt: readonly Int32Array[];
}

/**
 * Decides over a history what the rules decide over series, without PromQL: the second path by which rules are tested, and by which their behaviour over
 * years is worked out.
 */
export function createJudge({ down }: Pick<Fit, 'down'>, history: History): Judge {
  const { intervalMs, locations, cells } = history;
  const ticks = cells.length / locations;
  const sums = sumUp(history, down);
  // A window has its end and not its beginning.
  const upTo = (atMs: number) => Math.max(0, Math.min(ticks, Math.floor(atMs / intervalMs) + 1));
  const within = (sum: Int32Array, atMs: number, windowMs: number) =>
    (sum[upTo(atMs)] ?? 0) - (sum[upTo(atMs - windowMs)] ?? 0);
  return {
    isDown: (atMs) => within(sums.badTicks, atMs, down.ticks * intervalMs) >= down.ticks,
    isBurning({ pace, longMs, shortMs, threshold, ticks: least, locations: places }, atMs) {
      if (within(sums.failedTicks, atMs, shortMs) < least) return false;
      const ofShort = within(sums.counted, atMs, shortMs);
      if (ofShort < (0.5 * locations * shortMs) / intervalMs) return false;
      if (within(sums.bad, atMs, shortMs) / ofShort <= threshold) return false;
      if (within(sums.bad, atMs, longMs) / within(sums.counted, atMs, longMs) <= threshold) return false;
      if (sums.badAt.filter((sum) => within(sum, atMs, shortMs) > 0).length < places) return false;
      return pace === 'slow' || within(sums.downTicks, atMs, shortMs) === 0;
    },
  };
}

function sumUp({ locations, cells }: History, down: Fit['down']): Sums {
  const ticks = cells.length / locations;
  const make = () => new Int32Array(ticks + 1);
  const [bad, counted, failedTicks, badTicks, downTicks] = [make(), make(), make(), make(), make()];
  const badAt = Array.from({ length: locations }, make);
  for (let tick = 0; tick < ticks; tick += 1) {
    let [failing, seen] = [0, 0];
    for (const [location, sum] of badAt.entries()) {
      const cell = cells[tick * locations + location];
      if (cell !== CELL.absent) seen += 1;
      if (cell === CELL.bad) failing += 1;
      sum[tick + 1] = (sum[tick] ?? 0) + (cell === CELL.bad ? 1 : 0);
    }
    bad[tick + 1] = (bad[tick] ?? 0) + failing;
    counted[tick + 1] = (counted[tick] ?? 0) + seen;
    failedTicks[tick + 1] = (failedTicks[tick] ?? 0) + (failing > 0 ? 1 : 0);
    badTicks[tick + 1] = (badTicks[tick] ?? 0) + (failing >= down.locations ? 1 : 0);
    const inRow = (badTicks[tick + 1] ?? 0) - (badTicks[Math.max(0, tick + 1 - down.ticks)] ?? 0);
    downTicks[tick + 1] = (downTicks[tick] ?? 0) + (inRow >= down.ticks ? 1 : 0);
  }
  return { bad, counted, failedTicks, badTicks, downTicks, badAt };
}
