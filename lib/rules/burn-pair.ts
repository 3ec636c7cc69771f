/** One way in which a budget burns too fast: over a long window, and still so over a short one. */
export interface BurnPair {
  /** `fast` costs sleep, `slow` waits for the morning. */
  readonly pace: 'fast' | 'slow';
  readonly longMs: number;
  readonly shortMs: number;
  /** How many times as fast as the budget allows. At least 1. */
  readonly factor: number;
  /** Factor times budget: the share of runs that are bad, in both windows. Below 1. */
  readonly threshold: number;
  /** Failed ticks in the short window that it takes at least; a tick fails at any number of locations. */
  readonly ticks: number;
  /** Locations that must have failed in the short window: 2 where there are 3 or more. */
  readonly locations: number;
}

/** When the target counts as down: this many ticks in a row, each bad at this many locations. */
export interface DownRule {
  readonly ticks: number;
  readonly locations: number;
}

/** How an objective's alerts are fitted to how often and from where is looked. */
export interface Fit {
  readonly intervalMs: number;
  readonly locations: number;
  /** The share of runs that may fail: of 99.9 % it is 0.001. */
  readonly budget: number;
  /** The window of the objective. */
  readonly periodMs: number;
  readonly pairs: readonly BurnPair[];
  readonly down: DownRule;
}

/** Down goes on being told for so many ticks after the last bad row: one that comes and goes is one outage. */
export const KEEP_DOWN_TICKS = 2;

/** A burn goes on being told for half its short window after it was last seen: at a steady rate the windows come and go. */
export function keepBurnMs({ shortMs }: Pick<BurnPair, 'shortMs'>): number {
  return Math.ceil(shortMs / 2000) * 1000;
}
