import type { Clock } from '../../lib/model/prober.ts';
import { tickOfKey } from '../journal/key.ts';
import type { Backoff } from './backoff.ts';
import type { Destination } from './destination.ts';
import type { ObjectRecords } from './object-records.ts';
import { readAhead } from './read-ahead.ts';
import { type Shipped, ship } from './ship.ts';
import type { SignalReader } from './signal-reader.ts';
import { sliceOf } from './slice.ts';

/** A sink with its records, as long as a process lives. */
export interface Outlet {
  readonly destination: Destination;
  readonly records: ObjectRecords;
  readonly backoff: Backoff;
}

export interface ShipKeysParts {
  readonly outlets: readonly Outlet[];
  readonly signalsOf: SignalReader;
  readonly clock: Clock;
  /** When to give up a sink that does not take anything for now, unix milliseconds. */
  readonly deadlineMs: number;
  /** Ends everything. */
  readonly signal: AbortSignal;
}

/** What became of keys at one sink; every key that was given is in one of the two, or had its record before. */
export interface OutletShipped {
  readonly destination: Destination;
  /** Recorded now. */
  readonly settled: readonly Shipped[];
  /** Has no record: to be shipped again. */
  readonly waiting: readonly string[];
  /** Why. */
  readonly trouble?: string;
  /** How long the far side should be left alone, milliseconds. */
  readonly afterMs?: number;
}

/**
 * Ships journal keys to every sink and records what became of them: whoever gives the same keys again, in any order, ships only what has no record.
 * Two that ship the same key at once send it twice, which changes nothing at the sink. One sink's trouble is not another's.
 */
export async function shipKeys(keys: readonly string[], parts: ShipKeysParts): Promise<OutletShipped[]> {
  return await Promise.all(parts.outlets.map((outlet) => shipTo(outlet, keys, parts)));
}

async function shipTo(outlet: Outlet, keys: readonly string[], parts: ShipKeysParts): Promise<OutletShipped> {
  const { destination, records } = outlet;
  const settled: Shipped[] = [];
  let waiting: string[] = [...new Set(keys)];
  let trouble: string | undefined;
  let afterMs: number | undefined;
  try {
    const inOrder = [...waiting].sort((a, b) => tickOf(a) - tickOf(b));
    for (const slice of Map.groupBy(inOrder, (key) => sliceOf(tickOf(key))).values()) {
      const fresh = await records.unsettled(slice);
      const shipped = await shipSlice(outlet, fresh, parts);
      settled.push(...shipped.settled);
      trouble = shipped.retry?.reason;
      afterMs = shipped.retry?.afterMs;
      const left = new Set(fresh);
      for (const { keys: some } of shipped.settled) for (const key of some) left.delete(key);
      const done = new Set(slice.filter((key) => !left.has(key)));
      waiting = waiting.filter((key) => !done.has(key));
      if (trouble !== undefined) break;
    }
  } catch (error) {
    // Such as a store that cannot be read or written: what has no record waits.
    trouble = error instanceof Error ? error.message : String(error);
  }
  return {
    destination,
    settled,
    waiting,
    ...(trouble !== undefined && { trouble }),
    ...(afterMs !== undefined && { afterMs }),
  };
}

/** One slice, with one object of records for it, whatever happens in the middle. */
async function shipSlice(
  { destination, records, backoff }: Outlet,
  keys: readonly string[],
  { signalsOf, clock, deadlineMs, signal }: ShipKeysParts,
): Promise<{ settled: readonly Shipped[]; retry?: NonNullable<Shipped['retry']> }> {
  const settled: Shipped[] = [];
  let retry: Shipped['retry'];
  const shipping = ship(keys, {
    destination,
    signalsOf: readAhead(keys, signalsOf),
    clock,
    backoff,
    deadlineMs,
    halt: signal,
    cut: signal,
    onRetry: () => undefined,
  });
  try {
    for await (const shipped of shipping) {
      if (shipped.state !== 'waiting') settled.push(shipped);
      else retry ??= shipped.retry ?? { reason: 'the time was over', afterMs: 0 };
    }
  } finally {
    if (settled.length > 0) await records.add(settled);
  }
  return { settled, ...(retry && { retry }) };
}

function tickOf(key: string): number {
  return tickOfKey(key) ?? 0;
}
