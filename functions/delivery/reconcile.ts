import { tickOfKey } from '../journal/key.ts';
import { printOf } from './object-records.ts';
import { shipAround } from './ship-around.ts';
import { type Outlet, type OutletShipped, type ShipKeysParts, shipKeys } from './ship-keys.ts';
import type { BatchSource } from './signal-reader.ts';
import { SLICE_MS, sliceOf } from './slice.ts';

export interface ReconcileParts extends ShipKeysParts {
  readonly journal: Pick<BatchSource, 'list'>;
}

/** What is younger is on its way by its event. */
const YOUNG_MS = 60_000;
/** So long beyond a receiver's window one looks: what falls out of it must be said to be too old. */
const BEYOND_MS = 3_600_000;
/** So long one waits for a slice of time to go through, and at most a quarter of the time that is left. */
const PATIENCE_MS = 20_000;
const MOST_FAILURES = 3;

export interface Reconciled extends OutletShipped {
  /** Slices that were looked at and have all their records. */
  readonly whole: number;
}

/**
 * Ships whatever the journal has within a receiver's window and its records do not, oldest first: events can be late or lost. Ends early when a sink is down
 * or the time is over; the next one goes on.
 */
export async function reconcile(parts: ReconcileParts): Promise<Reconciled[]> {
  const { outlets, journal, clock } = parts;
  const untilMs = clock.now() - YOUNG_MS;
  const windowMs = Math.max(0, ...outlets.map(({ destination }) => destination.windowMs));
  // Once for all sinks, and in as few requests as there are pages.
  const keys = await Array.fromAsync(journal.list(oldestOf(clock.now(), windowMs), untilMs));
  const slices = [...Map.groupBy(keys, (key) => sliceOf(tickOfKey(key) ?? 0))].sort(([a], [b]) => a - b);
  return await Promise.all(outlets.map((outlet) => reconcileOne(outlet, slices, untilMs, parts)));
}

async function reconcileOne(
  outlet: Outlet,
  slices: readonly (readonly [sliceMs: number, keys: readonly string[]])[],
  untilMs: number,
  parts: ReconcileParts,
): Promise<Reconciled> {
  const { destination, records } = outlet;
  const fromMs = oldestOf(parts.clock.now(), destination.windowMs);
  const marks = await records.wholeSince(fromMs);
  const all: OutletShipped[] = [];
  let whole = 0;
  let failures = 0;
  for (const [sliceMs, keys] of slices) {
    if (sliceMs < fromMs || marks.get(sliceMs)?.has(printOf(keys))) continue;
    const shipped = await shipSlice(outlet, keys, parts, failures > 0 ? 0 : PATIENCE_MS);
    all.push(...shipped);
    const last = shipped.at(-1);
    // A sink that takes nothing of several slices is down; of one, it may be that slice.
    failures = last?.trouble !== undefined && last.settled.length === 0 ? failures + 1 : 0;
    if (failures >= MOST_FAILURES) break;
    if (parts.signal.aborted || parts.clock.now() >= parts.deadlineMs) break;
    if (last?.trouble !== undefined) continue;
    if (sliceMs + SLICE_MS > untilMs) continue;
    await records.markWhole(sliceMs, keys);
    whole += 1;
  }
  const trouble = all.findLast((one) => one.trouble !== undefined)?.trouble;
  const done = new Set(all.flatMap(({ settled }) => settled.flatMap(({ keys }) => keys)));
  return {
    destination,
    whole,
    settled: all.flatMap(({ settled }) => settled),
    waiting: [...new Set(all.flatMap(({ waiting }) => waiting))].filter((key) => !done.has(key)),
    ...(trouble !== undefined && { trouble }),
  };
}

/** The second answer, where the first has trouble, is of what could be shipped around it. */
async function shipSlice(
  outlet: Outlet,
  keys: readonly string[],
  parts: ReconcileParts,
  patienceMs: number,
): Promise<OutletShipped[]> {
  const nowMs = parts.clock.now();
  const deadlineMs = nowMs + Math.min(patienceMs, (parts.deadlineMs - nowMs) / 4);
  const shipped = await shipKeys(keys, { ...parts, outlets: [outlet], deadlineMs });
  const [first] = shipped;
  if (first?.trouble === undefined || first.waiting.length < 2 || parts.signal.aborted) return shipped;
  return [first, await shipAround(outlet, first.waiting, parts)];
}

function oldestOf(nowMs: number, windowMs: number): number {
  return sliceOf(nowMs - windowMs - BEYOND_MS);
}
