import type { Settled, Totals } from './totals.ts';

/** The durable records of one sink: which batches it has, and which it refused. What has no record is waiting. */
export interface DeliveryRecords {
  /** Every batch with an earlier tick is settled, or was before the sink's time; the start of a slice, unix milliseconds. */
  readonly settledMs: number;
  readonly totals: Totals;
  /** Of a batch that is not older than `settledMs`. */
  has(key: string): boolean;
  /** The keys stand in one slice of time. */
  add(settled: Settled): Promise<void>;
  settle(untilMs: number): Promise<void>;
}
