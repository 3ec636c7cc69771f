import { fileURLToPath } from 'node:url';
import type { HashedPlan } from '../../lib/model/plan.ts';
import type { DeliveryStatus } from '../delivery/deliverer.ts';
import type { BatchSource } from '../delivery/signal-reader.ts';
import type { FileJournal, JournalStats } from '../journal/file-store.ts';
import type { FindingsAnswer } from './api.ts';
import { logChange } from './changes.ts';
import { Definitions } from './definitions.ts';
import type { LocalDelivery } from './delivery.ts';
import { filesOutside } from './files-outside.ts';
import { logFindings } from './findings-log.ts';
import { Api } from './http/api-routes.ts';
import { Assets } from './http/assets.ts';
import { closeServer } from './http/close-server.ts';
import { LiveFeed } from './http/live-feed.ts';
import { type RouteParts, routesOf } from './http/routes.ts';
import type { HttpServer } from './http/server.ts';
import type { Past } from './past.ts';
import { Publisher } from './publisher.ts';
import { type Entry, Runner, type RunnerEvents } from './runner.ts';
import type { RunnerMetrics } from './runner-metrics.ts';
import { Scrape } from './scrape.ts';
import { logSet } from './set-log.ts';
import type { LocalOptions } from './start.ts';

export interface LocalParts extends LocalOptions {
  readonly metrics: RunnerMetrics;
  readonly http: HttpServer;
  readonly port: number;
  readonly journal: FileJournal;
  readonly delivery: LocalDelivery;
  readonly pasts: Map<string, Past>;
}

/** How long a stop waits for sinks to take what is left; the rest waits in the journal for the next start. */
const FLUSH_MS = 5_000;
const PAGE = fileURLToPath(new URL('page', import.meta.url));

/** The running local runner: what its parts tell one another. */
export class Local {
  readonly #parts: LocalParts;
  readonly #runner: Runner;
  readonly #definitions: Definitions;
  readonly #feed: LiveFeed;
  readonly #publisher: Publisher;
  #definitionFiles: readonly string[] = [];
  #isAnnounced = false;
  #unready: string | undefined = 'Probewright is starting: no definitions without errors have been read yet.';

  constructor(parts: LocalParts) {
    const { clock, metrics } = parts;
    this.#parts = parts;
    this.#runner = new Runner({ ...parts, events: this.#runnerEvents() });
    this.#definitions = new Definitions({
      ...parts,
      files: () => [...parts.files, ...filesOutside(this.#definitionFiles, parts.folders)],
      onSet: (plan) => this.#use(plan),
      onFindings: (findings) => this.#found(findings),
    });
    this.#feed = new LiveFeed({ count: metrics.liveClients, dropped: metrics.liveClientDropped });
    const api = new Api({ ...parts, runner: this.#runner, startedAtMs: clock.now(), findings: () => this.findings });
    this.#publisher = new Publisher({
      send: (event) => this.#feed.send(event),
      isWatched: () => this.#feed.isWatched,
      summary: (name) => this.#runner.summaryOf(name),
      answer: () => api.probes(),
      now: clock.now,
    });
    parts.http.serve(routesOf(this.#routeParts(api)));
  }

  get port(): number {
    return this.#parts.port;
  }

  get findings(): FindingsAnswer {
    return this.#definitions.findings;
  }

  /** What every result is in; to be read, beside the runner, by whoever carries results on. */
  get journal(): BatchSource {
    return this.#parts.journal;
  }

  get delivery(): readonly DeliveryStatus[] {
    return this.#parts.delivery.status();
  }

  get stats(): JournalStats {
    return this.#parts.journal.stats();
  }

  /** How many the running set has. */
  get probes(): number {
    return this.#runner.entries.length;
  }

  /** The running set, with what is known of each probe, in the order of their names. */
  get entries(): readonly Entry[] {
    return this.#runner.entries;
  }

  /** From now on new sets and findings are logged; until then whoever started it has the word. */
  announce(): void {
    this.#isAnnounced = true;
  }

  reload(): Promise<FindingsAnswer> {
    return this.#definitions.reload();
  }

  /** Starts nothing more, lets what runs finish for at most `withinMs`, sends what is left, and closes the journal. */
  async stop(withinMs: number): Promise<void> {
    const { http, journal, delivery, metrics } = this.#parts;
    this.#unready = 'Probewright is stopping: it lets the runs finish that have begun.';
    await this.#definitions.close();
    await this.#runner.stop(withinMs);
    this.#publisher.close();
    this.#feed.close();
    await closeServer(http.server);
    await delivery.stop(FLUSH_MS);
    await journal.close();
    metrics.close();
  }

  #runnerEvents(): RunnerEvents {
    const { log, metrics } = this.#parts;
    return {
      ran: (probe, run, before) => {
        metrics.ran(run.result.outcome, run.result.startedAtMs - run.tickMs);
        this.#publisher.changed(probe.name);
        logChange(log, probe, run, before);
      },
      missed: (_probe, count, reason) => metrics.missed(reason, count),
      inactive: (name) => this.#publisher.changed(name),
    };
  }

  #routeParts(api: Api): RouteParts {
    const { clock, delivery, location } = this.#parts;
    const scrape = new Scrape(location, clock);
    return {
      api,
      assets: new Assets(PAGE),
      feed: this.#feed,
      metrics: async () => (await scrape.text(this.#runner.entries)) + (await this.#ownMetrics()),
      delivery: () => ({ sinks: delivery.status() }),
      findings: () => this.findings,
      reload: () => this.reload(),
      unready: () => this.#unready,
    };
  }

  async #ownMetrics(): Promise<string> {
    const { delivery, metrics } = this.#parts;
    return (await metrics.text(this.stats, this.probes)) + (await delivery.metrics());
  }

  async #use(hashed: HashedPlan): Promise<void> {
    const { journal, log } = this.#parts;
    await journal.savePlan(hashed).catch((error: unknown) => {
      log('error', `The plan could not be stored in the data folder: ${error}. The probes run all the same.`);
    });
    const change = await this.#runner.use(hashed);
    this.#definitionFiles = hashed.plan.files;
    this.#unready = undefined;
    if (this.#isAnnounced) logSet(log, change, this.probes);
  }

  #found(findings: FindingsAnswer): void {
    this.#parts.metrics.reloaded(findings.current, findings.checkedAtMs);
    this.#publisher.setChanged();
    if (this.#isAnnounced) logFindings(this.#parts.log, findings, this.probes);
  }
}
