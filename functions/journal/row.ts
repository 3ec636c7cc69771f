import { type Batch, journalKey } from '../../lib/model/journal.ts';
import type { Outcome, Result } from '../../lib/model/result.ts';
import type { StoredBatch } from './format.ts';

/** What is known of a batch without reading it. */
export interface Row {
  readonly key: string;
  readonly location: string;
  readonly tickMs: number;
  /** The hash of its plan. */
  readonly plan: string;
  /** Where its record stands in the uncompressed segment. */
  readonly offset: number;
  readonly length: number;
  readonly runs: readonly RowRun[];
}

/** What is known of a run without reading it. */
export interface RowRun {
  readonly probe: string;
  readonly outcome: Outcome;
  /** Rounded to hundredths: thousands of these are sent to a page at once. */
  readonly durationMs: number;
  /** The failure's reason, or the fault's code. */
  readonly reason?: string;
}

export function rowOf({ batch, offset, length }: StoredBatch): Row {
  const { location, tickMs, plan } = batch;
  return { key: journalKey(batch), location, tickMs, plan, offset, length, runs: runsOf(batch) };
}

function runsOf(batch: Batch): RowRun[] {
  return batch.results.map(rowRun);
}

export function rowRun(result: Result): RowRun {
  const { probe, outcome } = result;
  const durationMs = Math.round(result.durationMs * 100) / 100;
  const reason = reasonOf(result);
  return { probe, outcome, durationMs, ...(reason === undefined ? {} : { reason }) };
}

/** The short name of why a run was not up. */
export function reasonOf(result: Result): string | undefined {
  return result.failure?.reason ?? result.fault?.code ?? result.degraded?.reason;
}
