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
  /** False once the check phase has come. */
  open: boolean;
  /** The turn of the loop in which it was made. */
  turn: number;
  idleMs: number;
}

const batches = new WeakMap<Clock, Batch>();

/**
 * Stamps an event of a socket. All events that one poll of the loop returns were ready when it returned, so the first
 * of them takes the clock and the others share its stamp, until the check phase, which follows poll at once.
 *
 * Never for the start of something, which is now and not when the batch began. Asked outside the poll phase (a stream
 * that delivers what it held back), it gives the time of the asking, and does not reach into the next poll.
 */
export function stampEvent(clock: Clock): EventStamp {
  const nowMs = clock.elapsed();
  const { idleTime, uvMetricsInfo } = performance.nodeTiming;
  const turn = uvMetricsInfo.loopCount;
  let batch = batches.get(clock);
  if (!batch) {
    batch = { atMs: nowMs, boundMs: WAKE_MS, open: false, turn, idleMs: idleTime };
    batches.set(clock, batch);
  }
  if (!batch.open || batch.turn !== turn) {
    const slept = idleTime > batch.idleMs;
    batch.boundMs = slept ? WAKE_MS : Math.max(WAKE_MS, nowMs - batch.atMs);
    batch.idleMs = idleTime;
    batch.atMs = nowMs;
    batch.turn = turn;
    if (!batch.open) setImmediate(endBatch, batch);
    batch.open = true;
  }
  return { atMs: batch.atMs, lagMs: nowMs - batch.atMs, boundMs: batch.boundMs };
}

function endBatch(batch: Batch): void {
  batch.open = false;
}
