import type { Outcome } from '../../lib/model/result.ts';
import { HOUR_MS, type HourCounts } from '../journal/span.ts';

const KEPT_MS = 30 * 24 * HOUR_MS;

/** Runs of a probe by hour and outcome, for availability. */
export class Hours {
  readonly #byHour = new Map<number, { up: number; degraded: number; down: number; error: number }>();

  add(tickMs: number, outcome: Outcome): void {
    this.#at(tickMs)[outcome] += 1;
    if (this.#byHour.size <= KEPT_MS / HOUR_MS + 1) return;
    for (const hourMs of this.#byHour.keys()) if (hourMs < tickMs - KEPT_MS - HOUR_MS) this.#byHour.delete(hourMs);
  }

  merge(counts: readonly HourCounts[]): void {
    for (const { hourMs, up, degraded, down, error } of counts) {
      const hour = this.#at(hourMs);
      hour.up += up;
      hour.degraded += degraded;
      hour.down += down;
      hour.error += error;
    }
  }

  /** The share of runs that were up or degraded among those that count, over whole hours and the one that runs; undefined without any. */
  availability(nowMs: number, windowMs: number): number | undefined {
    let good = 0;
    let bad = 0;
    for (const [hourMs, { up, degraded, down }] of this.#byHour) {
      if (hourMs <= nowMs - windowMs - HOUR_MS || hourMs > nowMs) continue;
      good += up + degraded;
      bad += down;
    }
    return good + bad === 0 ? undefined : good / (good + bad);
  }

  #at(tickMs: number): { up: number; degraded: number; down: number; error: number } {
    const hourMs = tickMs - (tickMs % HOUR_MS);
    const hour = this.#byHour.get(hourMs) ?? { up: 0, degraded: 0, down: 0, error: 0 };
    this.#byHour.set(hourMs, hour);
    return hour;
  }
}
