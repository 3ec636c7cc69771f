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

/** Takes the signals of single batches to sinks, within a time; what a far side wishes or how often it failed is remembered from one to the next. */
export function createDirectDelivery({ clock, random }: DirectParts) {
  const backoffs = new Map<string, Backoff>();
  const backoffOf = ({ sink: { name }, url }: Destination): Backoff => {
    const backoff = backoffs.get(`${name} ${url}`) ?? new Backoff(random);
    backoffs.set(`${name} ${url}`, backoff);
    return backoff;
  };

  async function sendTo(
    destination: Destination,
    key: string,
    signals: Signals,
    withinMs: number,
  ): Promise<DirectlyDelivered> {
    const shipping = ship([key], {
      destination,
      signalsOf: () => Promise.resolve(signals),
      clock,
      backoff: backoffOf(destination),
      deadlineMs: clock.now() + withinMs,
      halt: new AbortController().signal,
      cut: AbortSignal.timeout(withinMs),
      onRetry: () => undefined,
    });
    for await (const shipped of shipping) return { destination, shipped };
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
