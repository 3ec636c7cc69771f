import { setTimeout as pause } from 'node:timers/promises';
import { createObjectJournal } from '../../../functions/journal/object-journal.ts';
import { type Batch, journalKey } from '../../../lib/model/journal.ts';
import { type Load, planFor } from './batches.ts';
import { EventQueue } from './event-queue.ts';
import { type Place, storeFor } from './place.ts';
import { ShipperProcess } from './shipper-process.ts';

/** What happens when so much of the simulated time has been journalled. */
export interface Moment {
  readonly minute: number;
  happens(journalledMs: number): Promise<void>;
}

export interface CloudRunOptions {
  readonly place: Place;
  readonly load: Load;
  readonly batches: Iterable<Batch>;
  readonly batchCount: number;
  readonly kills: number;
  readonly moments: readonly Moment[];
  /** While it says so, the journal goes on whatever the queue's length. */
  readonly isDown: () => boolean;
  readonly dice: () => number;
  readonly say: (text: string) => void;
}

export interface CloudRun {
  readonly kills: number;
  readonly events: number;
  readonly lostEvents: number;
  /** Groups of batches that only the reconciler found. */
  readonly reconciled: number;
}

const SHIPPERS = 2;
const KEYS_AN_EVENT = 30;
const LOST_SHARE = 0.02;
const MOST_WAITING = 400;
const SETTLE_MS = 20;

/** Journals the load as objects and ships it with two shippers at once, which are killed, told twice, told in no order, and sometimes not told. */
export class CloudRunner {
  readonly #options: CloudRunOptions;
  readonly #queue: EventQueue;
  readonly #shippers: ShipperProcess[];
  #nowMs = 0;
  #isJournalled = false;
  #events = 0;
  #kills = 0;
  #reconciled = 0;
  /** Distinct keys of which an event was acknowledged. */
  readonly #done = new Set<string>();

  constructor(options: CloudRunOptions) {
    this.#options = options;
    this.#queue = new EventQueue(options.dice, LOST_SHARE);
    this.#shippers = Array.from({ length: SHIPPERS }, () => new ShipperProcess(options.place));
  }

  async run(): Promise<CloudRun> {
    try {
      await Promise.all([this.#journal(), ...this.#shippers.map((_, at) => this.#work(at))]);
      await this.#reconcile();
    } finally {
      await Promise.all(this.#shippers.map((shipper) => shipper.kill()));
    }
    return { kills: this.#kills, events: this.#events, lostEvents: this.#queue.lost, reconciled: this.#reconciled };
  }

  async #journal(): Promise<void> {
    const { place, load, batches, isDown, moments } = this.#options;
    const journal = createObjectJournal(storeFor(place));
    await journal.savePlan(planFor(load));
    const left = [...moments].sort((a, b) => a.minute - b.minute);
    const firstMs = load.lastMs - (load.minutes - 1) * 60_000;
    for (const [tickMs, tick] of byTick(batches)) {
      await Promise.all(tick.map((batch) => journal.append(batch)));
      this.#nowMs = tickMs;
      for (const batch of tick) this.#queue.tell(journalKey(batch));
      while (left[0] && tickMs >= firstMs + left[0].minute * 60_000) await left.shift()?.happens(tickMs);
      while (this.#queue.length > MOST_WAITING && !isDown()) await pause(SETTLE_MS);
    }
    this.#isJournalled = true;
  }

  async #work(at: number): Promise<void> {
    while (!this.#isJournalled || this.#queue.length > 0) {
      const keys = this.#queue.take(KEYS_AN_EVENT);
      if (keys.length === 0) await pause(SETTLE_MS);
      else await this.#event(at, keys);
    }
  }

  async #event(at: number, keys: readonly string[]): Promise<void> {
    const shipper = this.#shippers[at];
    if (!shipper) throw new Error(`no shipper ${at}`);
    this.#events += 1;
    const asking = shipper.ask({ id: this.#events, nowMs: this.#nowMs, keys });
    if (this.#isKillDue()) {
      this.#kills += 1;
      // In the middle of it.
      await pause(this.#options.dice() * 60);
      await shipper.kill();
      this.#options.say(`kill ${this.#kills}: ${this.#done.size} batches told of`);
      this.#shippers[at] = new ShipperProcess(this.#options.place);
    }
    const answer = await asking;
    const waiting = answer?.waiting ?? keys;
    this.#queue.again(waiting);
    const again = new Set(waiting);
    for (const key of keys) if (!again.has(key)) this.#done.add(key);
    if (waiting.length > 0) await pause(100);
  }

  /** Spread over the whole, and also while a sink is down. */
  #isKillDue(): boolean {
    const { kills, batchCount, isDown } = this.#options;
    if (this.#kills >= kills) return false;
    const share = this.#done.size / batchCount;
    return share >= (this.#kills + 0.5) / (kills + 1) || (isDown() && this.#options.dice() < 0.05);
  }

  /** Until nothing waits: what nobody was told of is found. */
  async #reconcile(): Promise<void> {
    for (;;) {
      const [shipper] = this.#shippers;
      this.#events += 1;
      const answer = await shipper?.ask({ id: this.#events, nowMs: this.#nowMs });
      if (!answer) throw new Error('the shipper ended by itself');
      this.#reconciled += answer.settled;
      if (answer.waiting.length === 0 && answer.trouble.length === 0) return;
      this.#options.say(`reconciling: ${answer.waiting.length} wait: ${answer.trouble.join('; ')}`);
    }
  }
}

function* byTick(batches: Iterable<Batch>): Generator<readonly [tickMs: number, batches: readonly Batch[]]> {
  let tick: Batch[] = [];
  for (const batch of batches) {
    const [first] = tick;
    if (first && first.tickMs !== batch.tickMs) {
      yield [first.tickMs, tick];
      tick = [];
    }
    tick.push(batch);
  }
  if (tick[0]) yield [tick[0].tickMs, tick];
}
