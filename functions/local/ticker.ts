import type { Clock } from '../../lib/model/prober.ts';
import { type Rhythm, tickAfter } from './schedule.ts';

export interface TickerParts {
  readonly clock: Clock;
  readonly onTick: (name: string, tickMs: number) => void;
  /** Ticks that passed while this process or its machine slept. They are not made up for: starts would come in a bunch. */
  readonly onMissed: (name: string, count: number) => void;
}

interface Entry {
  readonly rhythm: Rhythm;
  nextMs: number;
}

/** A wall clock that was set, or a machine that slept, is noticed within this time. */
const LOOK_MS = 1_000;
/** A tick that is noticed later than this (or half its interval) is missed. */
const GRACE_MS = 5_000;

/** Calls at each tick of every name, by the wall clock. */
export class Ticker {
  readonly #parts: TickerParts;
  readonly #entries = new Map<string, Entry>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(parts: TickerParts) {
    this.#parts = parts;
  }

  /** Begins or changes a rhythm. */
  set(name: string, rhythm: Rhythm, firstMs: number): void {
    this.#entries.set(name, { rhythm, nextMs: firstMs });
    this.#arm();
  }

  delete(name: string): void {
    this.#entries.delete(name);
  }

  next(name: string): number | undefined {
    return this.#entries.get(name)?.nextMs;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #arm(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    let nextMs = Number.POSITIVE_INFINITY;
    for (const entry of this.#entries.values()) nextMs = Math.min(nextMs, entry.nextMs);
    const waitMs = Math.min(LOOK_MS, Math.max(0, nextMs - this.#parts.clock.now()));
    this.#timer = setTimeout(() => this.#look(), waitMs);
  }

  #look(): void {
    const nowMs = this.#parts.clock.now();
    for (const [name, entry] of this.#entries) this.#check(name, entry, nowMs);
    this.#arm();
  }

  #check(name: string, entry: Entry, nowMs: number): void {
    const { rhythm, nextMs } = entry;
    // The clock was set back: the tick that was waited for is too far off.
    if (nextMs - nowMs > rhythm.intervalMs) entry.nextMs = tickAfter(nowMs, rhythm);
    if (nextMs > nowMs) return;
    entry.nextMs = tickAfter(nowMs, rhythm);
    // The tick before the next one: it is due, unless we come too late even for that.
    const dueMs = nowMs - nextMs < rhythm.intervalMs ? nextMs : entry.nextMs - rhythm.intervalMs;
    const inTime = nowMs - dueMs <= Math.min(GRACE_MS, rhythm.intervalMs / 2);
    const passed = Math.max(1, Math.round((entry.nextMs - nextMs) / rhythm.intervalMs));
    const missed = passed - (inTime ? 1 : 0);
    if (missed > 0) this.#parts.onMissed(name, missed);
    if (inTime) this.#parts.onTick(name, dueMs);
  }
}
