import type { Signals } from '../../lib/model/delivery.ts';
import type { Clock } from '../../lib/model/prober.ts';
import { Backoff } from './backoff.ts';
import type { Destination } from './destination.ts';
import { type Shipped, ship } from './ship.ts';

export interface DirectParts {
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
}

/** What became of a batch at a sink. */
export interface DirectlyDelivered {
  readonly destination: Destination;
  readonly shipped: Shipped;
}

/** No back-off of ours is longer: it is what the far side wishes. */
const OWN_MS = 30_000;

interface State {
  readonly backoff: Backoff;
  /** Not asked before, unix milliseconds. */
  untilMs: number;
  /** Why. */
  retry: NonNullable<Shipped['retry']>;
}

const WAITING = { state: 'waiting', delivered: 0, rejected: [] } as const;

/** Takes the signals of single batches to sinks, within a time; what a far side wishes or how often it failed is remembered from one to the next. */
export function createDirectDelivery({ clock, random }: DirectParts) {
  const states = new Map<string, State>();
  const stateOf = ({ sink: { name }, url }: Destination): State => {
    const known = states.get(`${name} ${url}`);
    const state = known ?? { backoff: new Backoff(random), untilMs: 0, retry: { reason: '', afterMs: 0 } };
    states.set(`${name} ${url}`, state);
    return state;
  };

  async function sendTo(
    destination: Destination,
    key: string,
    signals: Signals,
    withinMs: number,
  ): Promise<DirectlyDelivered> {
    const state = stateOf(destination);
    const restMs = state.untilMs - clock.now();
    // Whoever asked for patience gets it: the shipper brings what was journalled meanwhile.
    if (restMs > 0)
      return { destination, shipped: { ...WAITING, keys: [key], retry: { ...state.retry, afterMs: restMs } } };
    const shipping = ship([key], {
      destination,
      signalsOf: () => Promise.resolve(signals),
      clock,
      backoff: state.backoff,
      deadlineMs: clock.now() + withinMs,
      halt: new AbortController().signal,
      cut: AbortSignal.timeout(withinMs),
      onRetry: () => undefined,
    });
    for await (const shipped of shipping) {
      const { retry } = shipped;
      if (retry && retry.afterMs > OWN_MS) Object.assign(state, { retry, untilMs: clock.now() + retry.afterMs });
      return { destination, shipped };
    }
    throw new Error(`Nothing became of ${key}.`);
  }

  return (
    destinations: readonly Destination[],
    key: string,
    signals: Signals,
    withinMs: number,
  ): Promise<DirectlyDelivered[]> =>
    Promise.all(destinations.map((destination) => sendTo(destination, key, signals, withinMs)));
}
