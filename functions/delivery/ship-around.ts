import { Backoff } from './backoff.ts';
import { isolate } from './isolate.ts';
import { readAhead } from './read-ahead.ts';
import { type Shipped, ship } from './ship.ts';
import type { Outlet, OutletShipped, ShipKeysParts } from './ship-keys.ts';

/**
 * Ships keys of one slice that waited together, so that a batch which its sink never takes does not hold up the others: those are shipped and recorded.
 * Where nothing is taken at all, the sink is down, and everything goes on waiting.
 */
export async function shipAround(
  { destination, records }: Outlet,
  keys: readonly string[],
  { signalsOf, clock, signal }: ShipKeysParts,
): Promise<OutletShipped> {
  const settled: Shipped[] = [];
  const left = new Set(keys);
  let trouble: string | undefined;
  const once = (part: readonly string[]) =>
    ship(part, {
      destination,
      signalsOf: readAhead(part, signalsOf),
      clock,
      // One attempt: how long to wait after it is of no interest.
      backoff: new Backoff(() => 0),
      deadlineMs: clock.now(),
      halt: signal,
      cut: signal,
      onRetry: (reason) => {
        trouble = reason;
      },
    });
  try {
    for await (const one of isolate(keys, once)) {
      if ('alone' in one) trouble = `${one.alone} is not taken, and others are: ${one.reason}`;
      else {
        settled.push(one);
        for (const key of one.keys) left.delete(key);
      }
      if (signal.aborted) break;
    }
  } finally {
    if (settled.length > 0) await records.add(settled);
  }
  return { destination, settled, waiting: [...left], ...(trouble !== undefined && { trouble }) };
}
