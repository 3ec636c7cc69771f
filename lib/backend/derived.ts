import type { BackendSettings } from './settings.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The head of Prometheus holds up to one and a half blocks of two hours. */
const HEAD_MS = 3 * HOUR_MS;
/** Before an availability over the longest window is asked for a last time. */
const MARGIN_DAYS = 31;

/** Values that must agree between programs, each made in one place. */
export interface Derived {
  /** Prometheus takes samples that are this much older than its newest. */
  readonly outOfOrderMs: number;
  /** What Prometheus keeps on its own disk: its rules look no further back than this. */
  readonly localRetentionMs: number;
  /** Rules with longer windows belong to Ruler. */
  readonly longestLocalWindowMs: number;
  /** Loki takes lines that are up to half of this behind their stream's newest. */
  readonly chunkAgeMs: number;
  /** What is older a log line may not be. */
  readonly logWindowMs: number;
  /** Restored after a loss. */
  readonly restoreMs: number;
  /** 0: for ever. */
  readonly rawRetentionMs: number;
  /** Rules look this far back, so that late results count. */
  readonly queryOffsetMs: number;
}

/** Throws RangeError, in words, where the settings cannot hold together. */
export function derive(settings: BackendSettings): Derived {
  const { horizonMs, longestObjectiveMs, rawRetentionDays, lagMs } = settings;
  if (horizonMs < 2 * HEAD_MS) {
    throw new RangeError(
      `The horizon is ${horizonMs / HOUR_MS} h: it must be at least ${(2 * HEAD_MS) / HOUR_MS} h, the head of Prometheus and as much lateness again.`,
    );
  }
  const needed = Math.ceil(longestObjectiveMs / DAY_MS) + MARGIN_DAYS;
  if (rawRetentionDays !== 0 && rawRetentionDays < needed) {
    throw new RangeError(
      `Raw data is kept ${rawRetentionDays} days, and the longest objective needs ${needed}: a shorter time would shorten its window without a word. Keep it longer, or for ever (0).`,
    );
  }
  return {
    outOfOrderMs: horizonMs,
    localRetentionMs: 2 * horizonMs,
    longestLocalWindowMs: horizonMs,
    chunkAgeMs: horizonMs,
    logWindowMs: horizonMs / 2,
    restoreMs: horizonMs,
    rawRetentionMs: rawRetentionDays * DAY_MS,
    queryOffsetMs: lagMs,
  };
}

/** A duration as Prometheus, Thanos, Loki and Tempo all read it: `24h`, `45s`. Whole seconds; 0 is `0s`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds % 3600 === 0 && seconds > 0) return `${seconds / 3600}h`;
  if (seconds % 60 === 0 && seconds > 0) return `${seconds / 60}m`;
  return `${seconds}s`;
}
