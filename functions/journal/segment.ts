import { join } from 'node:path';
import type { Row } from './row.ts';
import type { Span } from './span.ts';

/** What is known of a segment without reading it. */
export interface SegmentHead {
  readonly records: number;
  /** Uncompressed. */
  readonly rawBytes: number;
  /** Infinity and -Infinity without a record. */
  readonly minTickMs: number;
  readonly maxTickMs: number;
  /** Hashes of the plans that its batches name. */
  readonly plans: readonly string[];
}

export interface Rows {
  readonly all: readonly Row[];
  readonly byKey: ReadonlyMap<string, Row>;
}

/** A stretch of the journal: the unit of rolling, compressing and dropping. */
export interface Segment {
  readonly number: number;
  readonly head: SegmentHead;
  /** Bytes on disk, its index included. */
  readonly storedBytes: number;
  /** Names of the probes that it has runs of. */
  readonly probes: readonly string[];
  spans(): Promise<readonly Span[]>;
  rows(): Promise<Rows>;
  /** A stretch of the uncompressed segment. Throws JournalError `damaged` when it cannot be had. */
  raw(offset: number, length: number): Promise<Buffer>;
  /** Takes it from the disk. */
  remove(): Promise<void>;
}

export type SegmentFile = 'log' | 'log.zst' | 'index';

export function segmentPath(folder: string, number: number, file: SegmentFile): string {
  return join(folder, `${String(number).padStart(8, '0')}.${file}`);
}

/** The head of a segment after one more row. */
export function extendHead(head: SegmentHead, row: Row, rawBytes: number): SegmentHead {
  return {
    records: head.records + 1,
    rawBytes,
    minTickMs: Math.min(head.minTickMs, row.tickMs),
    maxTickMs: Math.max(head.maxTickMs, row.tickMs),
    plans: head.plans.includes(row.plan) ? head.plans : [...head.plans, row.plan],
  };
}

export function headOf(rows: readonly Row[], rawBytes: number): SegmentHead {
  const empty = { records: 0, rawBytes, minTickMs: Number.POSITIVE_INFINITY, maxTickMs: Number.NEGATIVE_INFINITY };
  return rows.reduce((head, row) => extendHead(head, row, rawBytes), { ...empty, plans: [] } as SegmentHead);
}

/** One text a name, however many segments name it. */
const names = new Map<string, string>();

export function probesOf(rows: readonly Row[]): string[] {
  return internNames(new Set(rows.flatMap(({ runs }) => runs.map(({ probe }) => probe))));
}

/** A thousand names in each of a thousand segments are a thousand texts in memory. */
export function internNames(given: Iterable<string>): string[] {
  return Array.from(given, (name) => {
    const known = names.get(name) ?? name;
    names.set(known, known);
    return known;
  });
}

export function keyed(all: readonly Row[]): Rows {
  return { all, byKey: new Map(all.map((row) => [row.key, row])) };
}
