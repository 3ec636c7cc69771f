import type { Rejection } from '../../lib/model/delivery.ts';

/** What became of everything that was settled at a sink, ever: `batches` is the sum of the delivered and the rejected. */
export interface Totals {
  readonly batches: number;
  /** Batches of which something was rejected. */
  readonly rejectedBatches: number;
  /** Items. */
  readonly delivered: number;
  readonly rejected: Readonly<Record<string, number>>;
}

export const NOTHING: Totals = { batches: 0, rejectedBatches: 0, delivered: 0, rejected: {} };

/** One settled group of batches, as it is recorded. */
export interface Settled {
  readonly keys: readonly string[];
  readonly delivered: number;
  readonly rejected: readonly Rejection[];
}

export function plus(totals: Totals, { keys, delivered, rejected }: Settled): Totals {
  const byReason = { ...totals.rejected };
  for (const { reason, count } of rejected) byReason[reason] = (byReason[reason] ?? 0) + count;
  return {
    batches: totals.batches + keys.length,
    rejectedBatches: totals.rejectedBatches + (rejected.length > 0 ? keys.length : 0),
    delivered: totals.delivered + delivered,
    rejected: byReason,
  };
}

export function sum(a: Totals, b: Totals): Totals {
  const byReason = { ...a.rejected };
  for (const [reason, count] of Object.entries(b.rejected)) byReason[reason] = (byReason[reason] ?? 0) + count;
  return {
    batches: a.batches + b.batches,
    rejectedBatches: a.rejectedBatches + b.rejectedBatches,
    delivered: a.delivered + b.delivered,
    rejected: byReason,
  };
}
