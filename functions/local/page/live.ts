import type { ProbeSummary, ProbesAnswer } from '../api.ts';
import { fetchProbes } from './requests.ts';

export type Connection =
  | { readonly status: 'connecting' | 'live' }
  | { readonly status: 'lost'; readonly sinceMs: number };

export interface LiveHandlers {
  set(answer: ProbesAnswer): void;
  probes(changed: readonly ProbeSummary[]): void;
  connection(connection: Connection): void;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** Follows the runner's events, and comes back by itself, ever more patiently, when the connection is lost. */
export class Live {
  readonly #handlers: LiveHandlers;
  #source: EventSource | undefined;
  #waitMs = FIRST_WAIT_MS;
  #timer = 0;
  #lostSinceMs: number | undefined;

  constructor(handlers: LiveHandlers) {
    this.#handlers = handlers;
    handlers.connection({ status: 'connecting' });
    this.#connect();
  }

  /** Connects anew at once; what is shown stays until the answer is there. */
  retry(): void {
    this.#waitMs = FIRST_WAIT_MS;
    this.#connect();
  }

  #connect(): void {
    window.clearTimeout(this.#timer);
    this.#source?.close();
    const source = new EventSource('/api/events');
    this.#source = source;
    const isCurrent = () => source === this.#source;
    source.addEventListener('probes', (event) => this.#handlers.probes(JSON.parse(event.data)));
    source.addEventListener('set', (event) => this.#handlers.set(JSON.parse(event.data)));
    source.addEventListener('error', () => isCurrent() && this.#lose());
    source.addEventListener('open', () => {
      // Subscribed first, asked afterwards: nothing can fall between the two.
      fetchProbes().then(
        (answer) => isCurrent() && this.#begin(answer),
        () => isCurrent() && this.#lose(),
      );
    });
  }

  #begin(answer: ProbesAnswer): void {
    this.#waitMs = FIRST_WAIT_MS;
    this.#lostSinceMs = undefined;
    this.#handlers.set(answer);
    this.#handlers.connection({ status: 'live' });
  }

  #lose(): void {
    this.#source?.close();
    this.#source = undefined;
    this.#lostSinceMs ??= Date.now();
    this.#handlers.connection({ status: 'lost', sinceMs: this.#lostSinceMs });
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#connect(), this.#waitMs);
    this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
  }
}
