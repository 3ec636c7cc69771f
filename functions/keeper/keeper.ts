import type { Clock } from '../../lib/model/prober.ts';
import { pause } from '../delivery/ship.ts';
import type { BatchSource } from '../delivery/signal-reader.ts';
import type { Difference } from './compare.ts';
import { createJournalCounts } from './journal-counts.ts';
import type { RuleFiles } from './rule-files.ts';
import { type Restorable, StoreKeeper } from './store-keeper.ts';
import { wordsOf } from './words-of.ts';

/** What the keeper is about; `ready`: every store has all that the journal holds, and rules are evaluated. */
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

export interface KeeperOptions {
  readonly journal: BatchSource;
  readonly restorables: readonly Restorable[];
  readonly rules: RuleFiles;
  readonly clock: Clock;
  readonly random: () => number;
  /** For what is done beside, every five seconds: alerts refreshed while no rules are evaluated, silences kept. */
  readonly beside: (areRulesEvaluated: boolean) => Promise<void>;
  readonly onStatus: (status: KeeperStatus) => void;
  /** Items a second that the restore of a store sends at most. */
  readonly rate: number;
  /** Of live results: so old a tick must be in every store, milliseconds. */
  readonly settleMs: number;
  /** What a restore has sent is in every answer within this time, milliseconds. @default 90 seconds */
  readonly visibleMs?: number;
}

const ROUND_MS = 5_000;
/** Of several stores the one that is the furthest from being whole gives the state its name. */
const WORST_FIRST = ['restoring', 'waiting', 'comparing', 'incomplete'] as const;

/** Sees to it that what the journal holds is in the stores, before live results are let in and before rules are evaluated. */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #stores: readonly StoreKeeper[];
  readonly #over = new AbortController();
  #status: KeeperStatus;
  #working: Promise<void> | undefined;
  /** Undefined: the last attempt to change that has failed. */
  #areRulesLoaded: boolean | undefined = false;
  #ruling: Promise<void> = Promise.resolve();
  #rulesTrouble = '';
  #besideTrouble = '';

  constructor(options: KeeperOptions) {
    this.#options = options;
    const countsOf = createJournalCounts(options.journal, options.clock.now);
    this.#stores = options.restorables.map(
      (restorable) =>
        new StoreKeeper({
          ...options,
          restorable,
          countsOf,
          onChange: () => void this.#changed(),
          withoutRules: () => this.#rule(),
        }),
    );
    this.#status = { state: 'waiting', words: '', missing: {}, sinceMs: options.clock.now() };
  }

  get status(): KeeperStatus {
    return this.#status;
  }

  start(): void {
    for (const store of this.#stores) store.start();
    this.#working ??= this.#work();
  }

  /**
   * The program of a store has ended: what it held may be gone. Resolves when no live result gets to it any more and, where rules are evaluated over
   * it, none is: only then may it be started again.
   */
  async suspect(name: string): Promise<void> {
    for (const store of this.#stores) if (store.name === name) store.suspect();
    await this.#rule();
    this.#tell();
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await Promise.all(this.#stores.map((store) => store.stop()));
    await this.#working;
    await this.#ruling;
  }

  async #work(): Promise<void> {
    while (!this.#over.signal.aborted) {
      await this.#changed();
      this.#besideTrouble = await this.#options.beside(this.#areRulesLoaded === true).then(() => '', wordsOf);
      this.#tell();
      await pause(ROUND_MS, this.#over.signal);
    }
  }

  async #changed(): Promise<void> {
    this.#tell();
    await this.#rule();
    this.#tell();
  }

  /** Has rules loaded, or not, as the stores are when its turn comes: one change after the other. */
  #rule(): Promise<void> {
    this.#ruling = this.#ruling.then(async () => {
      const areWanted = this.#stores.every(({ isJudged, isJudgeable }) => isJudgeable || !isJudged);
      if (areWanted === this.#areRulesLoaded || this.#over.signal.aborted) return;
      this.#areRulesLoaded = undefined;
      const { rules } = this.#options;
      this.#rulesTrouble = await (areWanted ? rules.load() : rules.unload()).then(() => '', wordsOf);
      if (this.#rulesTrouble === '') this.#areRulesLoaded = areWanted;
    });
    return this.#ruling;
  }

  #tell(): void {
    const { state, words } = this.#current();
    const { status } = this;
    const missing = Object.fromEntries(this.#stores.map((store) => [store.name, store.missing]));
    const sinceMs = state === status.state ? status.sinceMs : this.#options.clock.now();
    this.#status = { state, words, missing, sinceMs };
    if (state !== status.state || words !== status.words) this.#options.onStatus(this.#status);
  }

  #current(): Pick<KeeperStatus, 'state' | 'words'> {
    const state = WORST_FIRST.find((one) => this.#stores.some((store) => store.state === one));
    if (state) {
      const all = this.#stores.map(({ words }) => words).filter((words) => words !== '');
      return { state, words: all.join(' ') };
    }
    const beside = this.#besideTrouble && ` Alerts and silences are not looked after: ${this.#besideTrouble}.`;
    if (this.#areRulesLoaded !== true) {
      const why = this.#rulesTrouble && ` ${this.#rulesTrouble}.`;
      return { state: 'incomplete', words: `Everything is stored; rules are not evaluated yet.${why}${beside}` };
    }
    return { state: 'ready', words: `Everything that the journal holds is stored; rules are evaluated.${beside}` };
  }
}
