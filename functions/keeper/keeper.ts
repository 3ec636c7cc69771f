import type { Clock } from '../../lib/model/prober.ts';
import type { Destination } from '../delivery/destination.ts';
import { pause } from '../delivery/ship.ts';
import type { BatchSource } from '../delivery/signal-reader.ts';
import { compareHours, type Difference, type Store } from './compare.ts';
import type { Gate } from './gate.ts';
import { hoursOf } from './hours.ts';
import { createJournalCounts } from './journal-counts.ts';
import { type Restored, restoreRange } from './restore-range.ts';
import type { RuleFiles } from './rule-files.ts';

/** What the keeper is about; `ready` is the only state in which rules are evaluated. */
export type KeeperState = 'waiting' | 'comparing' | 'restoring' | 'ready' | 'incomplete';

export interface KeeperStatus {
  readonly state: KeeperState;
  /** One sentence for people. */
  readonly words: string;
  /** Hours in which a store has not what the journal holds, as last seen. */
  readonly missing: Readonly<Record<string, readonly Difference[]>>;
  /** Since it is in this state, unix milliseconds. */
  readonly sinceMs: number;
}

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

export interface KeeperOptions {
  readonly journal: BatchSource;
  /** In the order in which they are restored. */
  readonly restorables: readonly Restorable[];
  readonly rules: RuleFiles;
  readonly clock: Clock;
  readonly random: () => number;
  /** For what is done beside, once a round: alerts refreshed while no rules are evaluated, silences kept. */
  readonly beside: (state: KeeperState) => Promise<void>;
  readonly onStatus: (status: KeeperStatus) => void;
  /** Items a second that a restore sends at most. */
  readonly rate: number;
  /** Of live results: so old a tick must be in every store, milliseconds. */
  readonly settleMs: number;
}

/** The edge of the window moves while a restore is under way. */
const EDGE_MS = 15 * 60_000;
/** A restore has caught up with the runs that go on meanwhile. */
const CAUGHT_UP_MS = 1_000;
const ROUND_MS = 5_000;
const LOOK_MS = 30_000;
/** Between two looks only the newest hours are compared; the whole horizon after something happened. */
const RECENT_MS = 2 * 3_600_000;

/** Sees to it that what the journal holds is in the stores, before live results are let in and before rules are evaluated. */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #countsOf;
  readonly #over = new AbortController();
  #status: KeeperStatus;
  #wake = new AbortController();
  #isSuspicious = true;
  #working: Promise<void> | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#countsOf = createJournalCounts(options.journal, options.clock.now);
    const words = 'Waits until every program of the backend is ready.';
    this.#status = { state: 'waiting', words, missing: {}, sinceMs: options.clock.now() };
  }

  get status(): KeeperStatus {
    return this.#status;
  }

  /** Begins; to be called when the programs are ready. */
  start(): void {
    this.#working ??= this.#work();
  }

  /**
   * The program of a store has ended: what it held may be gone. Resolves when no live result gets to it any more and, where rules are evaluated over
   * it, none is: only then may it be started again.
   */
  async suspect(name: string): Promise<void> {
    const { restorables, rules } = this.#options;
    this.#isSuspicious = true;
    for (const { store, gate, isJudged } of restorables) {
      if (store.name !== name) continue;
      gate.close();
      if (isJudged) await rules.unload().catch(() => undefined);
    }
    if (this.#status.state === 'ready') this.#become('comparing', `The program that holds ${name} has ended.`);
    this.#wake.abort();
  }

  async stop(): Promise<void> {
    this.#over.abort();
    this.#wake.abort();
    await this.#working;
  }

  async #work(): Promise<void> {
    const { clock } = this.#options;
    let lookAtMs = Number.NEGATIVE_INFINITY;
    while (!this.#over.signal.aborted) {
      await this.#options.beside(this.#status.state).catch((error) => this.#trouble(error));
      if (this.#isSuspicious || this.#status.state !== 'ready' || clock.elapsed() >= lookAtMs) {
        await this.#look().catch((error) => this.#trouble(error));
        lookAtMs = clock.elapsed() + LOOK_MS;
      }
      this.#wake = new AbortController();
      if (!this.#over.signal.aborted) await pause(ROUND_MS, this.#wake.signal);
    }
  }

  async #look(): Promise<void> {
    const { clock, settleMs, restorables, rules } = this.#options;
    const wasReady = this.#status.state === 'ready';
    const reachMs = this.#isSuspicious || !wasReady ? Number.POSITIVE_INFINITY : RECENT_MS;
    this.#isSuspicious = false;
    if (!wasReady) this.#become('comparing', 'Compares what is stored with the journal, hour by hour.');
    let missing = await this.#compare(clock.now() - settleMs, reachMs);
    if (!isWhole(missing)) missing = await this.#restore(missing);
    if (this.#isSuspicious || this.#over.signal.aborted) return;
    for (const { gate } of restorables) gate.open();
    if (!isWhole(missing)) {
      this.#isSuspicious = true;
      const words = `The stores lack what the journal holds: ${wordsOf(missing)}. It is tried again.`;
      this.#become('incomplete', words, missing);
    } else if (this.#status.state !== 'ready') {
      await rules.load();
      this.#become('ready', 'Everything that the journal holds is stored; rules are evaluated.', missing);
    }
  }

  async #compare(toMs: number, reachMs: number): Promise<KeeperStatus['missing']> {
    const missing: Record<string, readonly Difference[]> = {};
    for (const { store, horizonMs } of this.#options.restorables) {
      const fromMs = this.#options.clock.now() - Math.min(horizonMs - EDGE_MS, reachMs);
      missing[store.name] = await compareHours(hoursOf(fromMs, toMs), store, this.#countsOf);
    }
    return missing;
  }

  /** No rules, no live results; the whole horizon, oldest first; then what came meanwhile. */
  async #restore(missing: KeeperStatus['missing']): Promise<KeeperStatus['missing']> {
    const { rules, clock, restorables, settleMs } = this.#options;
    this.#become('restoring', `Fills the stores from the journal: ${wordsOf(missing)}.`, missing);
    const wanting = restorables.filter(({ store }) => (missing[store.name] ?? []).length > 0);
    if (wanting.some(({ isJudged }) => isJudged)) await rules.unload();
    let reachedMs = clock.now();
    for (const { destination, horizonMs, store, gate } of wanting) {
      gate.close();
      let fromMs = clock.now() - horizonMs + EDGE_MS;
      for (let toMs = clock.now(); toMs - fromMs > CAUGHT_UP_MS && !this.#over.signal.aborted; toMs = clock.now()) {
        await this.#fill(store.name, destination, fromMs, toMs);
        fromMs = toMs;
      }
      reachedMs = Math.min(reachedMs, fromMs);
    }
    return await this.#compare(reachedMs - settleMs, Number.POSITIVE_INFINITY);
  }

  async #fill(name: string, destination: Destination, fromMs: number, toMs: number): Promise<Restored> {
    const { journal, clock, random, rate } = this.#options;
    const beside = () => this.#options.beside('restoring').catch((error) => this.#trouble(error));
    return await restoreRange({
      journal,
      destination,
      fromMs,
      toMs,
      clock,
      random,
      rate,
      signal: this.#over.signal,
      beside,
      // Every hour of it is worth a line.
      onReached: (atMs) => {
        const hour = new Date(atMs).toISOString().slice(0, 13);
        this.#become('restoring', `Fills ${name} from the journal: ${hour}:00Z is reached.`);
      },
    });
  }

  #trouble(error: unknown): void {
    this.#isSuspicious = true;
    const words = error instanceof Error ? error.message : String(error);
    this.#become('incomplete', `Cannot see to it that everything is stored: ${words}`, this.#status.missing);
  }

  #become(state: KeeperState, words: string, missing: KeeperStatus['missing'] = this.#status.missing): void {
    if (state === this.#status.state && words === this.#status.words) return;
    const sinceMs = state === this.#status.state ? this.#status.sinceMs : this.#options.clock.now();
    this.#status = { state, words, missing, sinceMs };
    this.#options.onStatus(this.#status);
  }
}

function isWhole(missing: KeeperStatus['missing']): boolean {
  return Object.values(missing).every((hours) => hours.length === 0);
}

function wordsOf(missing: KeeperStatus['missing']): string {
  return Object.entries(missing)
    .filter(([, hours]) => hours.length > 0)
    .map(([name, hours]) => {
      const sum = (pick: (one: Difference) => number) => hours.reduce((all, one) => all + pick(one), 0);
      return `${name} have ${sum(({ found }) => found)} of ${sum(({ expected }) => expected)} runs in ${hours.length} h`;
    })
    .join(', ');
}
