import type { ProbeSummary, ProbesAnswer } from '../api.ts';
import { fetchProbes } from './requests.ts';

export type Connection =
  | { readonly status: 'connecting' | 'live' }
  | { readonly status: 'lost'; readonly sinceMs: number; readonly retryAtMs: number };

export interface LiveHandlers {
  set(answer: ProbesAnswer): void;
  probes(changed: readonly ProbeSummary[]): void;
  connection(connection: Connection): void;
}

export interface Live {
  /** Connects anew at once; what is shown stays until the answer is there. */
  retry(): void;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** Follows the runner's events, and comes back by itself, ever more patiently, when the connection is lost. */
export function followLive(handlers: LiveHandlers): Live {
  let source: EventSource | undefined;
  let waitMs = FIRST_WAIT_MS;
  let timer = 0;
  let lostSinceMs: number | undefined;

  function connect(): void {
    window.clearTimeout(timer);
    source?.close();
    const events = new EventSource('/api/events');
    source = events;
    events.addEventListener('probes', (event) => handlers.probes(JSON.parse(event.data)));
    events.addEventListener('set', (event) => handlers.set(JSON.parse(event.data)));
    events.addEventListener('error', () => events === source && lose());
    events.addEventListener('open', () => {
      // Subscribed first, asked afterwards: nothing can fall between the two.
      fetchProbes().then(
        (answer) => events === source && begin(answer),
        () => events === source && lose(),
      );
    });
  }

  function begin(answer: ProbesAnswer): void {
    waitMs = FIRST_WAIT_MS;
    lostSinceMs = undefined;
    handlers.set(answer);
    handlers.connection({ status: 'live' });
  }

  function lose(): void {
    source?.close();
    source = undefined;
    lostSinceMs ??= Date.now();
    handlers.connection({ status: 'lost', sinceMs: lostSinceMs, retryAtMs: Date.now() + waitMs });
    window.clearTimeout(timer);
    timer = window.setTimeout(connect, waitMs);
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 2);
  }

  handlers.connection({ status: 'connecting' });
  connect();
  return {
    retry() {
      waitMs = FIRST_WAIT_MS;
      connect();
    },
  };
}
