import { BATCH_VERSION, type Batch } from '../../lib/model/journal.ts';
import { JournalError } from './journal-error.ts';
import { encodeRecord, type Scan } from './record.ts';

/** Of segments, their indexes and stored plans. docs/journal.md describes it; test/golden/journal holds what it looks like. */
export const JOURNAL_VERSION = 1;

/** The first record of every segment. */
export const SEGMENT_HEADER = encodeRecord({ format: 'probewright-journal', version: JOURNAL_VERSION });

export interface StoredBatch {
  readonly batch: Batch;
  /** In the uncompressed segment. */
  readonly offset: number;
  readonly length: number;
}

/** The batches of a scanned segment. Throws JournalError `newer` when a later version of Probewright wrote it. */
export function batchesOf(scan: Scan, file: string): StoredBatch[] {
  const batches: StoredBatch[] = [];
  for (const { value, offset, length } of scan.records) {
    const { format, version } = value as { format?: unknown; version?: unknown };
    refuseNewer(version, format === undefined ? BATCH_VERSION : JOURNAL_VERSION, file);
    if (format === undefined) batches.push({ batch: value as Batch, offset, length });
  }
  return batches;
}

export function refuseNewer(version: unknown, known: number, file: string): void {
  if (typeof version === 'number' && version <= known) return;
  throw new JournalError(
    'newer',
    `${file} has version ${String(version)} of the journal format; this Probewright reads up to ${known}. Use the newer Probewright that wrote it, or another data folder. No record was changed.`,
  );
}
