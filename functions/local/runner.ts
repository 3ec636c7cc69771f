import { isActive } from '../../lib/model/active-hours.ts';
import { FaultError } from '../../lib/model/failure.ts';
import type { Batch } from '../../lib/model/journal.ts';
import type { HashedPlan } from '../../lib/model/plan.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { Clock } from '../../lib/model/prober.ts';
import type { Engine } from '../engine/parts.ts';
import type { FileJournal } from '../journal/file-store.ts';
import type { ProbeSummary, RunAnswer } from './api.ts';
import { type BatchPlace, batchOfEnd, batchOfInactive, batchOfRun } from './batches.ts';
import { fillPasts } from './history.ts';
import { Past } from './past.ts';
import { firstTick, rhythmOf, tickAfter } from './schedule.ts';
import { changeBetween, isSame, type SetChange } from './set-change.ts';
import { summarise } from './summary.ts';
import { Ticker } from './ticker.ts';

/** Why a tick was not run. `overlap`: the run before it was not over. `slept`: this process or its machine slept. */
export type MissedReason = 'overlap' | 'slept';

export interface RunnerEvents {
  /** After each run; `before` is undefined for the first that is known of. */
  ran(probe: Probe, run: RunAnswer, before: Past['outcome']): void;
  missed(probe: string, count: number, reason: MissedReason): void;
  /** A tick outside of the probe's active hours. */
  inactive(probe: string): void;
}

export interface RunnerParts {
  readonly engine: Engine;
  readonly journal: FileJournal;
  readonly clock: Clock;
  readonly location: string;
  readonly events: RunnerEvents;
  /** What the journal knows of probes at this location. */
  readonly pasts: Map<string, Past>;
}

/** A probe of the running set. */
export interface Entry {
  readonly probe: Probe;
  readonly past: Past;
}

/** Series that are older are out of sight by themselves: Prometheus looks back five minutes. */
const FRESH_MS = 10 * 60_000;

/** Runs the probes of a set at their ticks, journals what they saw, and remembers enough to show it. */
export class Runner {
  readonly #parts: RunnerParts;
  readonly #ticker: Ticker;
  readonly #pasts: Map<string, Past>;
  readonly #running = new Set<Promise<unknown>>();
  readonly #busy = new Set<string>();
  /** Not run since their last tick outside of their active hours: their series have ended. */
  readonly #out = new Set<string>();
  /** How many runs of a probe are under way. */
  readonly #underWay = new Map<string, number>();
  readonly #asked = new Map<string, Promise<RunAnswer>>();
  readonly #stop = new AbortController();
  #entries = new Map<string, Entry>();
  #planHash = '';

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#pasts = parts.pasts;
    this.#ticker = new Ticker({
      clock: parts.clock,
      onTick: (name, tickMs) => this.#tick(name, tickMs),
      onMissed: (name, count) => parts.events.missed(name, count, 'slept'),
    });
  }

  /** In the order of their names. */
  get entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  entry(name: string): Entry | undefined {
    return this.#entries.get(name);
  }

  /** Whether the probe is or ever was in the set, as far as the journal reaches. */
  remembers(name: string): boolean {
    return this.#pasts.has(name);
  }

  summary({ probe, past }: Entry): ProbeSummary {
    return summarise(probe, past, this.#parts.clock.now(), this.#ticker.next(probe.name));
  }

  summaryOf(name: string): ProbeSummary | undefined {
    const entry = this.#entries.get(name);
    return entry && this.summary(entry);
  }

  /** Replaces the running set. A probe that stays as it was keeps its rhythm; every probe keeps its history; what runs goes on to its end. */
  async use({ hash, plan }: HashedPlan): Promise<SetChange> {
    const before = this.#entries;
    const entries = plan.probes.map((probe) => ({ probe, past: this.#pasts.get(probe.name) ?? new Past() }));
    const fresh = entries.filter(({ past }) => !past.isFilled);
    await fillPasts(this.#parts.journal, this.#parts.location, new Map(fresh.map((e) => [e.probe.name, e.past])));
    this.#planHash = hash;
    this.#entries = new Map(entries.map((entry) => [entry.probe.name, entry]));
    for (const { probe, past } of entries) this.#pasts.set(probe.name, past);
    for (const name of before.keys()) if (!this.#entries.has(name)) this.#ticker.delete(name);
    for (const name of this.#ended(before)) if (!this.#underWay.has(name)) void this.#track(this.#end(name));
    for (const entry of entries) this.#schedule(entry, before.get(entry.probe.name)?.probe);
    return changeBetween(before, this.#entries);
  }

  /** Runs a probe at once, whatever its rhythm; the tick is now. Who asks while such a run is under way gets that one's result. */
  runNow({ probe }: Entry): Promise<RunAnswer> {
    const underWay = this.#asked.get(probe.name);
    if (underWay) return underWay;
    const run = this.#run(probe, this.#parts.clock.now()).finally(() => this.#asked.delete(probe.name));
    this.#asked.set(probe.name, run);
    return this.#track(run);
  }

  /** Starts nothing more, lets what runs finish within the time, and cuts the rest off. */
  async stop(withinMs: number): Promise<void> {
    this.#ticker.stop();
    const cut = () =>
      this.#stop.abort(new FaultError('PW5003', 'The runner was told to stop and the run did not finish in time.'));
    const timer = setTimeout(cut, withinMs);
    while (this.#running.size > 0) await Promise.allSettled([...this.#running]);
    clearTimeout(timer);
  }

  #schedule({ probe, past }: Entry, before: Probe | undefined): void {
    const { name, intervalMs, enabled } = probe;
    if (!enabled) {
      this.#ticker.delete(name);
      return;
    }
    if (before !== undefined && isSame(before, probe)) return;
    const nowMs = this.#parts.clock.now();
    const rhythm = rhythmOf(name, intervalMs);
    const isKnown = before === undefined && past.lastTickMs !== undefined && nowMs - past.lastTickMs < intervalMs;
    this.#ticker.set(name, rhythm, isKnown ? tickAfter(nowMs, rhythm) : firstTick(nowMs, rhythm));
  }

  #tick(name: string, tickMs: number): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    if (this.#busy.has(name)) {
      this.#parts.events.missed(name, 1, 'overlap');
      return;
    }
    const { activeHours } = entry.probe;
    const isOut = activeHours !== undefined && !isActive(activeHours, tickMs);
    this.#busy.add(name);
    if (isOut) void this.#track(this.#stayOut(entry, tickMs).finally(() => this.#busy.delete(name)));
    else void this.#track(this.#run(entry.probe, tickMs).finally(() => this.#busy.delete(name)));
  }

  async #stayOut({ probe, past }: Entry, tickMs: number): Promise<void> {
    const { name } = probe;
    this.#parts.events.inactive(name);
    const last = this.#out.has(name) ? undefined : past.last;
    this.#out.add(name);
    await this.#append(batchOfInactive(this.#placeOf(name), tickMs, last));
  }

  async #run(probe: Probe, tickMs: number): Promise<RunAnswer> {
    const { engine, events } = this.#parts;
    const { name } = probe;
    const place = this.#placeOf(name);
    this.#out.delete(name);
    this.#underWay.set(name, (this.#underWay.get(name) ?? 0) + 1);
    const result = await engine.run(probe, tickMs, this.#stop.signal);
    const run = { tickMs, result };
    const past = this.#pasts.get(name);
    const [before, last] = [past?.outcome, past?.last];
    past?.add(run);
    events.ran(probe, run, before);
    await this.#append(batchOfRun(place, run, last));
    const others = (this.#underWay.get(name) ?? 1) - 1;
    if (others > 0) this.#underWay.set(name, others);
    else this.#underWay.delete(name);
    if (others === 0 && this.#entries.get(name)?.probe.enabled !== true) await this.#end(name);
    return run;
  }

  /** Probes that run no more: they left the set or were disabled, now or while no runner was there. */
  #ended(before: ReadonlyMap<string, Entry>): string[] {
    const isFirst = before.size === 0;
    const freshMs = this.#parts.clock.now() - FRESH_MS;
    const ran = isFirst
      ? [...this.#pasts].filter(([, { lastTickMs = 0 }]) => lastTickMs > freshMs).map(([name]) => name)
      : [...before.values()].filter(({ probe }) => probe.enabled).map(({ probe }) => probe.name);
    return ran.filter((name) => this.#entries.get(name)?.probe.enabled !== true);
  }

  /** Says in the journal that a probe's series end. */
  async #end(name: string): Promise<void> {
    const last = this.#pasts.get(name)?.last;
    if (last) await this.#append(batchOfEnd(this.#placeOf(name), last, this.#parts.clock.now()));
  }

  #placeOf(shard: string): BatchPlace {
    return { location: this.#parts.location, shard, plan: this.#planHash };
  }

  /** The journal reports for itself when it cannot take a batch; the run was shown all the same. */
  async #append(batch: Batch): Promise<void> {
    await this.#parts.journal.append(batch).catch(() => undefined);
  }

  async #track<T>(running: Promise<T>): Promise<T> {
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }
}
