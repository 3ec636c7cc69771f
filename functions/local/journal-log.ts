import type { Trouble } from '../journal/journal-error.ts';
import type { Log } from './log.ts';
import type { RunnerMetrics } from './runner-metrics.ts';

/** A journal that refuses says so once, then every this often. */
const REPEAT_MS = 60_000;

/** Puts the journal's troubles and its syncs into log and metrics. */
export class JournalLog {
  readonly #log: Log;
  readonly #metrics: RunnerMetrics;
  readonly #elapsed: () => number;
  #failing: { since: number; said: number; groups: number } | undefined;

  constructor(log: Log, metrics: RunnerMetrics, elapsed: () => number) {
    this.#log = log;
    this.#metrics = metrics;
    this.#elapsed = elapsed;
  }

  trouble({ kind, message }: Trouble): void {
    if (kind !== 'append-failed') {
      this.#log(kind === 'lock-taken-over' ? 'info' : 'warn', message, { event: 'journal', kind });
      return;
    }
    this.#metrics.appendFailed();
    const now = this.#elapsed();
    const isNews = this.#failing === undefined || now - this.#failing.said > REPEAT_MS;
    this.#failing = {
      since: this.#failing?.since ?? now,
      said: isNews ? now : (this.#failing?.said ?? now),
      groups: (this.#failing?.groups ?? 0) + 1,
    };
    if (isNews) this.#log('error', `${message} The probes go on running.`, { event: 'journal', kind });
  }

  synced(durationMs: number): void {
    this.#metrics.synced(durationMs);
    if (!this.#failing) return;
    const seconds = Math.round((this.#elapsed() - this.#failing.since) / 1000);
    this.#log('info', `The journal is written again, after ${seconds} s.`, { event: 'journal', kind: 'recovered' });
    this.#failing = undefined;
  }
}
