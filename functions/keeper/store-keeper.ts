import type { Clock } from '../../lib/model/prober.ts';
import type { Destination } from '../delivery/destination.ts';
import { pause } from '../delivery/ship.ts';
import type { BatchSource } from '../delivery/signal-reader.ts';
import { compareHours, type Difference, gapOf, type Store } from './compare.ts';
import type { Gate } from './gate.ts';
import { type Hour, hoursOf } from './hours.ts';
import type { Counts } from './journal-counts.ts';
import { restoreRange } from './restore-range.ts';
import { wordsOf } from './words-of.ts';

/** A store that can be filled again from the journal. */
export interface Restorable {
  readonly store: Store;
  /** Of its live results. */
  readonly gate: Gate;
  /** Whether rules are evaluated over it. */
  readonly isJudged: boolean;
  /** Not guarded: a restore goes past the gate. */
  readonly destination: Destination;
  /** How far back it is filled and compared, milliseconds. */
  readonly horizonMs: number;
}

/** `waiting`: it has not answered yet; `incomplete`: it lacks something, or cannot be asked. */
export type StoreState = 'waiting' | 'comparing' | 'restoring' | 'incomplete' | 'whole';

export interface StoreKeeperOptions {
  readonly restorable: Restorable;
  readonly journal: BatchSource;
  readonly countsOf: (hour: Hour) => Promise<Counts>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Items a second that a restore sends at most. */
  readonly rate: number;
  /** Of live results: so old a tick must be in the store, milliseconds. */
  readonly settleMs: number;
  /** What was sent is in every answer within this time, milliseconds. @default 90 seconds */
  readonly visibleMs?: number;
  readonly onChange: () => void;
  /** Resolves when no rule is evaluated over it any more. */
  readonly withoutRules: () => Promise<void>;
}

/** The edge of the window moves while a restore is under way. */
const EDGE_MS = 15 * 60_000;
/** A restore has caught up with the runs that go on meanwhile. */
const CAUGHT_UP_MS = 1_000;
const SOON_MS = 1_000;
const VISIBLE_MS = 90_000;
const LOOK_MS = 30_000;
/** Between two looks only the newest hours are compared; the whole horizon after something happened. */
const RECENT_MS = 2 * 3_600_000;

/** Sees to it that one store holds what the journal holds. Another store's trouble is none of its own. */
export class StoreKeeper {
  readonly #options: StoreKeeperOptions;
  readonly #over = new AbortController();
  /** Ends with the next suspicion. */
  #calm = new AbortController();
  #state: StoreState = 'waiting';
  #words: string;
  #missing: readonly Difference[] = [];
  #isJudgeable = false;
  /** Runs that two restores in a row did not bring back: a third would not, either. */
  #lost = 0;
  #lacking: number | undefined;
  #working: Promise<void> | undefined;

  constructor(options: StoreKeeperOptions) {
    this.#options = options;
    this.#words = `Waits until ${this.name} can be asked.`;
  }

  get name(): string {
    return this.#options.restorable.store.name;
  }

  get isJudged(): boolean {
    return this.#options.restorable.isJudged;
  }

  get state(): StoreState {
    return this.#state;
  }

  /** One sentence for people; empty when there is nothing to say. */
  get words(): string {
    return this.#words;
  }

  get missing(): readonly Difference[] {
    return this.#missing;
  }

  /** Whether rules may be evaluated over it: it has all that can be brought back. */
  get isJudgeable(): boolean {
    return this.#isJudgeable;
  }

  start(): void {
    this.#working ??= this.#work();
  }

  /** What it held may be gone: no live result gets to it until it has been looked at. What is under way for it is given up. */
  suspect(): void {
    this.#options.restorable.gate.close();
    this.#isJudgeable = false;
    this.#lost = 0;
    this.#lacking = undefined;
    this.#calm.abort();
    if (this.#state !== 'waiting') this.#become('comparing', `The program that holds ${this.name} has ended.`);
  }

  async stop(): Promise<void> {
    this.#over.abort();
    this.#options.restorable.gate.stop();
    await this.#working;
  }

  async #work(): Promise<void> {
    while (!this.#over.signal.aborted) {
      this.#calm = new AbortController();
      const calm = AbortSignal.any([this.#calm.signal, this.#over.signal]);
      await this.#look(calm).catch((error: unknown) => {
        if (!calm.aborted) this.#trouble(error);
      });
      await pause(this.#state === 'whole' || this.#lost > 0 ? LOOK_MS : SOON_MS, calm);
    }
  }

  async #look(calm: AbortSignal): Promise<void> {
    const { clock, settleMs } = this.#options;
    const reachMs = this.#state === 'whole' ? RECENT_MS : Number.POSITIVE_INFINITY;
    let missing = await this.#compare(clock.now() - settleMs, reachMs, calm);
    if (gapOf(missing) > this.#lost) {
      missing = await this.#restore(missing, calm);
      if (calm.aborted) return;
      if (this.#lacking === gapOf(missing)) this.#lost = this.#lacking;
      this.#lacking = gapOf(missing) || undefined;
    }
    if (!calm.aborted) this.#judge(missing);
  }

  #judge(missing: readonly Difference[]): void {
    const gap = gapOf(missing);
    if (gap > this.#lost) {
      this.#become('incomplete', `${this.#lacks(missing)}; they are sent again.`, missing);
      return;
    }
    this.#isJudgeable = true;
    this.#options.restorable.gate.open();
    if (gap === 0) this.#become('whole', '', missing);
    else this.#become('incomplete', `${this.#lacks(missing)}, and sending them again did not help.`, missing);
  }

  async #compare(toMs: number, reachMs: number, calm: AbortSignal): Promise<readonly Difference[]> {
    const { clock, countsOf, restorable } = this.#options;
    const fromMs = clock.now() - Math.min(restorable.horizonMs - EDGE_MS, reachMs);
    const missing = await compareHours(hoursOf(fromMs, toMs), restorable.store, countsOf, calm);
    if (this.#state === 'waiting') this.#become('comparing', `Compares ${this.name} with the journal, hour by hour.`);
    return missing;
  }

  /** No rules, no live results; the whole horizon, oldest first; then what came meanwhile. Resolves with what is missing then. */
  async #restore(missing: readonly Difference[], calm: AbortSignal): Promise<readonly Difference[]> {
    const { clock, withoutRules, restorable } = this.#options;
    restorable.gate.close();
    this.#isJudgeable = false;
    this.#become('restoring', `Fills ${this.name} from the journal: ${this.#lacks(missing)}.`, missing);
    await withoutRules();
    const reachedMs = await this.#fill(clock.now() - restorable.horizonMs + EDGE_MS, calm);
    const left = await this.#whenVisible(reachedMs, calm);
    await this.#fill(reachedMs, calm);
    return left;
  }

  /** Resolves with the moment up to which all was sent, which is about now. */
  async #fill(beginMs: number, calm: AbortSignal): Promise<number> {
    const { clock, restorable, journal, random, rate } = this.#options;
    let fromMs = beginMs;
    for (let toMs = clock.now(); toMs - fromMs > CAUGHT_UP_MS && !calm.aborted; toMs = clock.now()) {
      await restoreRange({
        journal,
        destination: restorable.destination,
        fromMs,
        toMs,
        clock,
        random,
        rate,
        signal: calm,
        onReached: (atMs) => {
          // Every hour of it is worth a line.
          const hour = new Date(atMs).toISOString().slice(0, 13);
          this.#become('restoring', `Fills ${this.name} from the journal: ${hour}:00Z is reached.`);
        },
      });
      fromMs = toMs;
    }
    return fromMs;
  }

  /** The sidecar asks Prometheus now and then from when on it holds anything, and until then nothing older is in an answer, without a word. */
  async #whenVisible(reachedMs: number, calm: AbortSignal): Promise<readonly Difference[]> {
    const { clock, settleMs, visibleMs = VISIBLE_MS } = this.#options;
    const deadlineMs = clock.elapsed() + visibleMs;
    for (;;) {
      const missing = await this.#compare(reachedMs - settleMs, Number.POSITIVE_INFINITY, calm);
      if (gapOf(missing) <= this.#lost || clock.elapsed() > deadlineMs || calm.aborted) return missing;
      this.#become('restoring', `All of the journal is sent; ${this.#lacks(missing)} so far.`, missing);
      await pause(SOON_MS, calm);
    }
  }

  #lacks(missing: readonly Difference[]): string {
    const sum = (pick: (one: Difference) => number) => missing.reduce((all, one) => all + pick(one), 0);
    return `${this.name} have ${sum(({ found }) => found)} of ${sum(({ expected }) => expected)} runs in ${missing.length} h`;
  }

  #trouble(error: unknown): void {
    const words = `${wordsOf(error)}.`;
    if (this.#state === 'waiting') this.#become('waiting', `Waits until ${this.name} can be asked: ${words}`);
    else this.#become('incomplete', `${this.name} cannot be asked or filled, it is tried again: ${words}`);
  }

  #become(state: StoreState, words: string, missing: readonly Difference[] = this.#missing): void {
    this.#missing = missing;
    if (state === this.#state && words === this.#words) return;
    this.#state = state;
    this.#words = words;
    this.#options.onChange();
  }
}
