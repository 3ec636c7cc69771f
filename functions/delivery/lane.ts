import type { Clock } from '../../lib/model/prober.ts';
import { tickOfKey } from '../journal/key.ts';
import { Backoff } from './backoff.ts';
import type { Destination } from './destination.ts';
import type { DeliveryRecords } from './records.ts';
import { pause, type Shipped, ship } from './ship.ts';
import type { BatchSource, SignalReader } from './signal-reader.ts';
import { SLICE_MS, sliceOf } from './slice.ts';
import type { Totals } from './totals.ts';

/** What a lane tells of. */
export interface LaneEvents {
  /** After its record was written. */
  settled(destination: Destination, shipped: Shipped, atMs: number): void;
  retried(destination: Destination, reason: string): void;
  /** Something of ours failed, such as the disk with the records. */
  trouble(destination: Destination, message: string): void;
}

export interface LaneParts {
  readonly destination: Destination;
  readonly journal: BatchSource;
  readonly signalsOf: SignalReader;
  readonly records: DeliveryRecords;
  readonly clock: Clock;
  readonly random: () => number;
  readonly events: LaneEvents;
}

/** What arrives within this time goes out together. */
const GATHER_MS = 500;
/** More than this wait in the journal alone, and are looked up there. */
const MOST_QUEUED = 10_000;
/** A batch may be journalled this long after its tick without being overlooked by a look at its slice. */
const LATENESS_MS = 15 * 60_000;
const RECONCILE_MS = 5 * 60_000;
const ATTEMPTS_MS = 60_000;

/** Takes everything in the journal to one sink, oldest first, and goes on until it is told to stop. Another sink's trouble is none of its own. */
export class Lane {
  readonly #parts: LaneParts;
  readonly #backoff: Backoff;
  /** No waiting any more; what is there is sent. */
  readonly #halt = new AbortController();
  /** No sending any more. */
  readonly #cut = new AbortController();
  #wake = new AbortController();
  #queue: string[] = [];
  /** Of slices that were settled before it came. */
  #late: string[] = [];
  #reconcileAtMs = Number.NEGATIVE_INFINITY;
  #oldestMs: number | undefined;
  #working: Promise<void> | undefined;

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.#backoff = new Backoff(parts.random);
  }

  get destination(): Destination {
    return this.#parts.destination;
  }

  get totals(): Totals {
    return this.#parts.records.totals;
  }

  /** The tick of the oldest batch that is known to wait; undefined when none is. */
  get oldestWaitingMs(): number | undefined {
    return this.#oldestMs ?? (this.#queue[0] === undefined ? undefined : tickOf(this.#queue[0]));
  }

  start(): void {
    this.#working ??= this.#work();
  }

  /** A batch that the journal has taken. */
  offer(key: string): void {
    if (tickOf(key) < this.#parts.records.settledMs) this.#late.push(key);
    else if (this.#queue.length < MOST_QUEUED) this.#queue.push(key);
    else this.#reconcileAtMs = Number.NEGATIVE_INFINITY;
    this.#wake.abort();
  }

  /** Sends what is there for at most this long; what waits then stays in the journal and has no record. */
  async stop(withinMs: number): Promise<void> {
    this.#halt.abort();
    const timer = setTimeout(() => this.#cut.abort(), withinMs);
    await this.#working;
    clearTimeout(timer);
  }

  get #isHalting(): boolean {
    return this.#halt.signal.aborted;
  }

  async #work(): Promise<void> {
    for (;;) {
      const isWhole = await this.#round().catch(async (error: unknown) => {
        const words = error instanceof Error ? error.message : String(error);
        this.#parts.events.trouble(this.#parts.destination, words);
        await pause(this.#backoff.failed(), this.#halt.signal);
        return false;
      });
      if (!isWhole) this.#reconcileAtMs = Number.NEGATIVE_INFINITY;
      if (this.#isHalting && (!isWhole || this.#queue.length + this.#late.length === 0)) return;
    }
  }

  /** Whether everything that was known at its beginning is settled. */
  async #round(): Promise<boolean> {
    const { clock } = this.#parts;
    if (clock.elapsed() < this.#reconcileAtMs) {
      if (this.#queue.length + this.#late.length === 0) {
        this.#wake = new AbortController();
        const awake = AbortSignal.any([this.#wake.signal, this.#halt.signal]);
        await pause(this.#reconcileAtMs - clock.elapsed(), awake);
      }
      await pause(GATHER_MS, this.#halt.signal);
    }
    if (!(await this.#shipLate())) return false;
    const keys = this.#queue.toSorted((a, b) => tickOf(a) - tickOf(b));
    this.#queue = [];
    if (clock.elapsed() < this.#reconcileAtMs) return await this.#ship(keys);
    this.#reconcileAtMs = clock.elapsed() + RECONCILE_MS;
    return await this.#reconcile(Math.max(clock.now(), ...keys.slice(-1).map(tickOf)));
  }

  async #shipLate(): Promise<boolean> {
    const late = this.#late;
    this.#late = [];
    let isWhole = false;
    try {
      isWhole = await this.#ship(late);
    } finally {
      // No look at the journal finds them: also what fails keeps them.
      if (!isWhole) this.#late = [...late, ...this.#late];
    }
    return isWhole;
  }

  /** Ships whatever the journal has up to a tick and the records do not, slice by slice, and closes the slices that are over; false when something waits. */
  async #reconcile(lastTickMs: number): Promise<boolean> {
    const { journal, records, clock } = this.#parts;
    let settledMs = records.settledMs;
    let isAnythingSettled = false;
    for (let sliceMs = settledMs; sliceMs <= lastTickMs; sliceMs += SLICE_MS) {
      const endMs = sliceMs + SLICE_MS;
      if (this.#cut.signal.aborted) return false;
      const isOver = endMs + LATENESS_MS <= clock.now();
      const keys = await Array.fromAsync(journal.list(sliceMs, endMs));
      if (!(await this.#ship(keys))) return false;
      // What came meanwhile is not settled: its slice stays open, and so do those after it.
      if (!isOver || settledMs !== sliceMs || this.#queue.some((key) => tickOf(key) < endMs)) continue;
      settledMs = endMs;
      if (keys.length > 0) await records.settle(settledMs);
      isAnythingSettled ||= keys.length === 0;
    }
    if (isAnythingSettled && settledMs > records.settledMs) await records.settle(settledMs);
    return true;
  }

  /** False when something waits. */
  async #ship(keys: readonly string[]): Promise<boolean> {
    const { records } = this.#parts;
    const fresh = [...new Set(keys)].filter((key) => !records.has(key));
    const bySlice = Map.groupBy(fresh, (key) => Math.max(sliceOf(tickOf(key)), records.settledMs));
    for (const slice of bySlice.values()) if (!(await this.#shipSlice(slice))) return false;
    return true;
  }

  async #shipSlice(keys: readonly string[]): Promise<boolean> {
    const { destination, signalsOf, clock, records, events } = this.#parts;
    this.#oldestMs = keys[0] === undefined ? undefined : tickOf(keys[0]);
    const shipping = ship(keys, {
      destination,
      signalsOf,
      clock,
      backoff: this.#backoff,
      deadlineMs: clock.now() + (this.#isHalting ? 0 : ATTEMPTS_MS),
      halt: this.#halt.signal,
      cut: this.#cut.signal,
      onRetry: (reason) => events.retried(destination, reason),
    });
    for await (const shipped of shipping) {
      if (shipped.state === 'waiting') {
        await pause(shipped.retry?.afterMs ?? 0, this.#halt.signal);
        return false;
      }
      await records.add(shipped);
      events.settled(destination, shipped, clock.now());
      // What needs no request, such as what is too old, would go on for as long as there is any.
      if (this.#cut.signal.aborted) return false;
    }
    this.#oldestMs = undefined;
    return true;
  }
}

function tickOf(key: string): number {
  return tickOfKey(key) ?? 0;
}
