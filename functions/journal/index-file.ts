import { readFile } from 'node:fs/promises';
import { writeDurably } from './durable.ts';
import { JOURNAL_VERSION } from './format.ts';
import { compressAll, decompressFrame, type Frame } from './frames.ts';
import { decodeRecord, encodeRecord } from './record.ts';
import type { Row } from './row.ts';
import type { SegmentHead } from './segment.ts';
import { type Span, spansOf } from './span.ts';

/** What is kept in memory of every sealed segment. */
export interface IndexLead {
  readonly head: SegmentHead;
  readonly frames: readonly Frame[];
  /** Names of the probes that it has runs of. */
  readonly probes: readonly string[];
}

/** The first line of an index; two compressed parts follow: the spans, and the rows. */
interface FirstLine extends IndexLead {
  readonly version: number;
  /** Size of the segment's file: an index of another file is worth nothing. */
  readonly segmentBytes: number;
  /** Size of the first compressed part. */
  readonly spansBytes: number;
}

/** Writes an index and says how large it is. */
export async function writeIndex(
  path: string,
  segmentBytes: number,
  lead: IndexLead,
  rows: readonly Row[],
): Promise<number> {
  const [spans, all] = await Promise.all([pack(spansOf(rows)), pack(rows)]);
  const first: FirstLine = { version: JOURNAL_VERSION, segmentBytes, spansBytes: spans.length, ...lead };
  const bytes = Buffer.concat([encodeRecord(first), spans, all]);
  await writeDurably(path, bytes);
  return bytes.length;
}

/** The lead of an index; undefined when it is missing, damaged, or not of this segment: it is a cache. */
export async function readIndexLead(
  path: string,
  segmentBytes: number,
): Promise<{ lead: IndexLead; bytes: number } | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  const { first } = bytes ? firstLineOf(bytes) : {};
  if (!bytes || first?.version !== JOURNAL_VERSION || first.segmentBytes !== segmentBytes) return undefined;
  const { head, frames, probes } = first;
  return { lead: { head, frames, probes }, bytes: bytes.length };
}

/** Throws when the index is missing or damaged. */
export async function readIndexSpans(path: string): Promise<Span[]> {
  const bytes = await readFile(path);
  const { first, at } = firstLineOf(bytes);
  return await unpack(bytes.subarray(at, at + (first?.spansBytes ?? 0)));
}

/** Throws when the index is missing or damaged. */
export async function readIndexRows(path: string): Promise<Row[]> {
  const bytes = await readFile(path);
  const { first, at } = firstLineOf(bytes);
  return await unpack(bytes.subarray(at + (first?.spansBytes ?? 0)));
}

function firstLineOf(bytes: Buffer): { first: FirstLine | undefined; at: number } {
  const at = bytes.indexOf(0x0a) + 1;
  return { first: decodeRecord(bytes.subarray(0, at)) as FirstLine | undefined, at };
}

async function pack(part: unknown): Promise<Buffer> {
  return await compressAll(Buffer.from(JSON.stringify(part)));
}

async function unpack<T>(frame: Buffer): Promise<T> {
  return JSON.parse((await decompressFrame(frame)).toString());
}
