import type { Clock } from '../../lib/model/prober.ts';

/** When an event was ready, as far as the event loop can know. */
export interface EventStamp {
  /** Monotonic milliseconds: the moment the loop returned with this event and the others of its batch. */
  readonly atMs: number;
  /** How long the event then waited for its turn. */
  readonly lagMs: number;
  /** How much earlier than `atMs` it may have been ready, at most. */
  readonly boundMs: number;
}

/** Milliseconds within which the loop wakes when it slept. */
const WAKE_MS = 0.1;

interface Batch {
  atMs: number;
  boundMs: number;
  open: boolean;
  idleMs: number;
}

const batches = new WeakMap<Clock, Batch>();

/**
 * Stamps an event of a socket. All events that one poll of the loop returns were ready when it returned, so the first
 * of them takes the clock and the others share its stamp, until the check phase, which follows poll at once.
 *
 * Only for callbacks that the loop's poll phase makes: in any other phase the stamp would stand while poll waits. Never
 * for the start of something, which is now and not when the batch began.
 */
export function stampEvent(clock: Clock): EventStamp {
  const nowMs = clock.elapsed();
  let batch = batches.get(clock);
  if (!batch) {
    batch = { atMs: nowMs, boundMs: WAKE_MS, open: false, idleMs: idleMs() };
    batches.set(clock, batch);
  }
  if (!batch.open) beginBatch(batch, nowMs);
  return { atMs: batch.atMs, lagMs: nowMs - batch.atMs, boundMs: batch.boundMs };
}

function beginBatch(batch: Batch, nowMs: number): void {
  const idle = idleMs();
  const slept = idle > batch.idleMs;
  batch.boundMs = slept ? WAKE_MS : Math.max(WAKE_MS, nowMs - batch.atMs);
  batch.idleMs = idle;
  batch.atMs = nowMs;
  batch.open = true;
  setImmediate(endBatch, batch);
}

function endBatch(batch: Batch): void {
  batch.open = false;
}

function idleMs(): number {
  return performance.nodeTiming.idleTime;
}
