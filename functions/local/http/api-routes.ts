import { closest } from '../../../lib/model/closest.ts';
import type { Clock } from '../../../lib/model/prober.ts';
import { VERSION } from '../../../lib/model/version.ts';
import type { FileJournal } from '../../journal/file-store.ts';
import type { FindingsAnswer, ProbeAnswer, ProbesAnswer, RunAnswer, RunsAnswer } from '../api.ts';
import { readRuns, resolveRun } from '../history.ts';
import type { Entry, Runner } from '../runner.ts';
import { RequestError } from './answer.ts';
import { readQuery, readTime } from './query.ts';

const MOST_RUNS = 1000;
const DAY_MS = 86_400_000;

export interface ApiParts {
  readonly runner: Runner;
  readonly journal: FileJournal;
  readonly clock: Clock;
  readonly location: string;
  readonly startedAtMs: number;
  readonly findings: () => FindingsAnswer;
}

/** What the runner answers as JSON. Each throws RequestError for wrong input. */
export class Api {
  readonly #parts: ApiParts;

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  probes(): ProbesAnswer {
    const { runner, clock, location, startedAtMs, findings } = this.#parts;
    const probes = runner.entries.map((entry) => runner.summary(entry));
    return { version: VERSION, location, asOfMs: clock.now(), startedAtMs, probes, findings: findings() };
  }

  async probe(name: string): Promise<ProbeAnswer> {
    const { runner, journal } = this.#parts;
    const entry = this.#entry(name);
    const { probe, past } = entry;
    const [last, lastBad, lastGood] = await Promise.all(
      [past.last, past.lastBad, past.lastGood].map((reference) => resolveRun(journal, name, reference)),
    );
    return {
      summary: runner.summary(entry),
      probe,
      ...(last && { last }),
      ...(lastBad && { lastBad }),
      ...(lastGood && { lastGood }),
    };
  }

  async runs(parameters: URLSearchParams): Promise<RunsAnswer> {
    const { journal, location, clock } = this.#parts;
    const { probe, from, to } = readQuery(parameters, ['probe', 'from', 'to']);
    const toMs = to === undefined ? clock.now() + 1 : readTime('to', to);
    const fromMs = from === undefined ? toMs - DAY_MS : readTime('from', from);
    if (fromMs > toMs) throw new RequestError(400, `'from' (${iso(fromMs)}) is after 'to' (${iso(toMs)}).`);
    const of = probe === undefined ? {} : { probe: this.#known(probe) };
    return await readRuns(journal, { location, fromMs, toMs, most: MOST_RUNS, ...of });
  }

  async runNow(name: string): Promise<RunAnswer> {
    const entry = this.#entry(name);
    if (!entry.probe.enabled) {
      throw new RequestError(409, `The probe '${name}' is disabled: its definition says «enabled: false».`);
    }
    return await this.#parts.runner.runNow(entry);
  }

  #entry(name: string): Entry {
    const entry = this.#parts.runner.entry(name);
    if (entry) return entry;
    const meant = closest(
      name,
      this.#parts.runner.entries.map(({ probe }) => probe.name),
    );
    throw new RequestError(
      404,
      `There is no probe '${name.slice(0, 100)}'.${meant ? ` Did you mean '${meant}'?` : ''}`,
    );
  }

  /** Of the set, or once of it: then the journal may still have its runs. */
  #known(name: string): string {
    return this.#parts.runner.remembers(name) ? name : this.#entry(name).probe.name;
  }
}

function iso(ms: number): string {
  return Number.isFinite(new Date(ms).getTime()) ? new Date(ms).toISOString() : String(ms);
}
