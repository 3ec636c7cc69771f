import type { Clock } from '../../lib/model/prober.ts';
import { tickOfKey } from '../journal/key.ts';
import { Backoff } from './backoff.ts';
import type { Destination } from './destination.ts';
import { isolate } from './isolate.ts';
import type { DeliveryRecords } from './records.ts';
import { SetAside } from './set-aside.ts';
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
  readonly patience?: Patience;
}

/** How long is waited for what, in milliseconds. */
export interface Patience {
  /** One group of batches is attempted again for so long before the lane looks anew at what waits. @default 1 minute */
  readonly attemptsMs: number;
  /** A batch that has kept the others waiting for so long is looked for. @default 5 minutes */
  readonly stuckMs: number;
  /** After which a batch that was put aside is tried again. @default 10 minutes */
  readonly againMs: number;
}

const PATIENCE: Patience = { attemptsMs: 60_000, stuckMs: 5 * 60_000, againMs: 10 * 60_000 };

/** What arrives within this time goes out together. */
const GATHER_MS = 500;
/** More than this wait in the journal alone, and are looked up there. */
const MOST_QUEUED = 10_000;
/** A batch may be journalled this long after its tick without being overlooked by a look at its slice. */
const LATENESS_MS = 15 * 60_000;
const RECONCILE_MS = 5 * 60_000;

/** Takes everything in the journal to one sink, oldest first, and goes on until it is told to stop. Another sink's trouble is none of its own. */
export class Lane {
  readonly #parts: LaneParts;
  readonly #backoff: Backoff;
  /** Of single attempts, after which nobody waits: the sink's own is not theirs to lengthen. */
  readonly #noBackoff: Backoff;
  readonly #patience: Patience;
  readonly #aside: SetAside;
  /** The first batch that waits, and since when it is the first. */
  #stuck: { readonly key: string; readonly sinceMs: number } | undefined;
  /** No waiting any more; what is there is sent. */
  readonly #halt = new AbortController();
  /** No sending any more. */
  readonly #cut = new AbortController();
  #wake = new AbortController();
  #queue: string[] = [];
  /** Of slices that were settled before it came. */
  #late: string[] = [];
  /** What the journal dropped, and is not accounted for yet. */
  #dropped: string[] = [];
  #reconcileAtMs = Number.NEGATIVE_INFINITY;
  #oldestMs: number | undefined;
  #working: Promise<void> | undefined;

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.#backoff = new Backoff(parts.random);
    this.#noBackoff = new Backoff(parts.random);
    this.#patience = parts.patience ?? PATIENCE;
    this.#aside = new SetAside(this.#patience.againMs, parts.clock.elapsed);
  }

  get destination(): Destination {
    return this.#parts.destination;
  }

  get totals(): Totals {
    return this.#parts.records.totals;
  }

  /** The tick of the oldest batch that is known to wait; undefined when none is. */
  get oldestWaitingMs(): number | undefined {
    const waiting =
      this.#oldestMs ?? (this.#queue[0] === undefined ? Number.POSITIVE_INFINITY : tickOf(this.#queue[0]));
    const oldest = Math.min(waiting, ...this.#aside.keys.map(tickOf));
    return oldest === Number.POSITIVE_INFINITY ? undefined : oldest;
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

  /** Batches that the journal drops. */
  dropped(keys: readonly string[]): void {
    this.#dropped.push(...keys);
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
      if (isWhole) this.#oldestMs = undefined;
      else this.#reconcileAtMs = Number.NEGATIVE_INFINITY;
      if (this.#isHalting && (!isWhole || this.#queue.length + this.#late.length === 0)) return;
    }
  }

  /** Whether everything that was known at its beginning is settled. */
  async #round(): Promise<boolean> {
    const { clock } = this.#parts;
    if (clock.elapsed() < this.#reconcileAtMs) {
      if (this.#queue.length + this.#late.length + this.#dropped.length === 0) {
        this.#wake = new AbortController();
        const awake = AbortSignal.any([this.#wake.signal, this.#halt.signal]);
        await pause(this.#reconcileAtMs - clock.elapsed(), awake);
      }
      await pause(GATHER_MS, this.#halt.signal);
    }
    await this.#accountForDropped();
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
    await this.#tryAside();
    let settledMs = records.settledMs;
    let isAnythingSettled = false;
    for (let sliceMs = settledMs; sliceMs <= lastTickMs; sliceMs += SLICE_MS) {
      const endMs = sliceMs + SLICE_MS;
      if (this.#cut.signal.aborted) return false;
      const isOver = endMs + LATENESS_MS <= clock.now();
      const keys = await Array.fromAsync(journal.list(sliceMs, endMs));
      if (!(await this.#ship(keys))) return false;
      // What came meanwhile, or was put aside, is not settled: its slice stays open, and so do those after it.
      const open = [...this.#queue, ...this.#aside.keys, ...this.#dropped].some((key) => tickOf(key) < endMs);
      if (!isOver || settledMs !== sliceMs || open) continue;
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
    const fresh = [...new Set(keys)].filter((key) => !records.has(key) && !this.#aside.has(key));
    const bySlice = Map.groupBy(fresh, (key) => Math.max(sliceOf(tickOf(key)), records.settledMs));
    for (const slice of bySlice.values()) if (!(await this.#shipSlice(slice))) return false;
    return true;
  }

  async #shipSlice(keys: readonly string[]): Promise<boolean> {
    this.#oldestMs = keys[0] === undefined ? undefined : tickOf(keys[0]);
    for await (const shipped of this.#shipping(keys, this.#isHalting ? 0 : this.#patience.attemptsMs, this.#backoff)) {
      if (shipped.state === 'waiting') {
        await this.#wait(keys, shipped);
        return false;
      }
      await this.#settle(shipped);
      // What needs no request, such as what is too old, would go on for as long as there is any.
      if (this.#cut.signal.aborted) return false;
    }
    this.#oldestMs = undefined;
    return true;
  }

  #shipping(keys: readonly string[], attemptsMs: number, backoff: Backoff): AsyncGenerator<Shipped> {
    const { destination, signalsOf, clock, events } = this.#parts;
    return ship(keys, {
      destination,
      signalsOf,
      clock,
      backoff,
      deadlineMs: clock.now() + attemptsMs,
      halt: this.#halt.signal,
      cut: this.#cut.signal,
      onRetry: (reason) => events.retried(destination, reason),
    });
  }

  async #settle(shipped: Shipped): Promise<void> {
    const { destination, clock, records, events } = this.#parts;
    await records.add(shipped);
    events.settled(destination, shipped, clock.now());
  }

  /** Until the next attempt; what has kept others waiting for long is looked for instead. */
  async #wait(keys: readonly string[], { retry }: Shipped): Promise<void> {
    const { clock, records } = this.#parts;
    const left = keys.filter((key) => !records.has(key));
    const [key = ''] = left;
    if (this.#stuck?.key !== key) this.#stuck = { key, sinceMs: clock.elapsed() };
    if (this.#isHalting || clock.elapsed() - this.#stuck.sinceMs < this.#patience.stuckMs) {
      return await pause(retry?.afterMs ?? 0, this.#halt.signal);
    }
    this.#stuck = undefined;
    await this.#isolate(left);
  }

  async #isolate(keys: readonly string[]): Promise<void> {
    const { destination, events } = this.#parts;
    for await (const one of isolate(keys, (part) => this.#shipping(part, 0, this.#noBackoff))) {
      if ('alone' in one) {
        this.#aside.put(one.alone);
        events.trouble(
          destination,
          `${one.alone} is not taken (${one.reason}), and others are: it is put aside and tried again until its window ends.`,
        );
      } else await this.#settle(one);
      if (this.#cut.signal.aborted) return;
    }
  }

  async #accountForDropped(): Promise<void> {
    const { records } = this.#parts;
    const dropped = this.#dropped;
    this.#dropped = [];
    const gone = new Set(dropped);
    this.#queue = this.#queue.filter((key) => !gone.has(key));
    const lost = dropped.filter((key) => tickOf(key) >= records.settledMs && !records.has(key));
    for (const keys of Map.groupBy(lost, (key) => sliceOf(tickOf(key))).values()) {
      const answer = 'Not sent: the journal had to drop it, by its age or size, before this sink had taken it.';
      // Its items can no longer be counted.
      const rejected = [{ reason: 'dropped', count: keys.length, answer }];
      await this.#settle({ keys, state: 'rejected', delivered: 0, rejected });
      for (const key of keys) this.#aside.remove(key);
    }
  }

  async #tryAside(): Promise<void> {
    for (const key of this.#aside.due()) {
      for await (const shipped of this.#shipping([key], 0, this.#noBackoff)) {
        if (shipped.state === 'waiting') this.#aside.put(key);
        else {
          await this.#settle(shipped);
          this.#aside.remove(key);
        }
      }
    }
  }
}

function tickOf(key: string): number {
  return tickOfKey(key) ?? 0;
}
