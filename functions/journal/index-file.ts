import { readFile } from 'node:fs/promises';
import { writeDurably } from './durable.ts';
import { JOURNAL_VERSION } from './format.ts';
import { compressAll, decompressFrame, type Frame } from './frames.ts';
import { decodeRecord, encodeRecord } from './record.ts';
import type { Row } from './row.ts';
import type { SegmentHead } from './segment.ts';
import type { Span } from './span.ts';

/** The first line of an index: what a start needs. The rows follow it, compressed. */
export interface IndexHead {
  readonly version: number;
  /** Size of the segment's file: an index of another file is worth nothing. */
  readonly segmentBytes: number;
  readonly head: SegmentHead;
  readonly frames: readonly Frame[];
  readonly spans: readonly Span[];
}

/** Writes an index and says how large it is. */
export async function writeIndex(path: string, head: IndexHead, rows: readonly Row[]): Promise<number> {
  const bytes = Buffer.concat([encodeRecord(head), await compressAll(Buffer.from(JSON.stringify(rows)))]);
  await writeDurably(path, bytes);
  return bytes.length;
}

/** The head of an index; undefined when it is missing, damaged, or not of this segment: it is a cache. */
export async function readIndexHead(
  path: string,
  segmentBytes: number,
): Promise<{ head: IndexHead; bytes: number } | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const head = decodeRecord(firstLine(bytes)) as IndexHead | undefined;
  if (head?.version !== JOURNAL_VERSION || head.segmentBytes !== segmentBytes) return undefined;
  return { head, bytes: bytes.length };
}

export async function readIndexRows(path: string): Promise<Row[]> {
  const bytes = await readFile(path);
  const rows = await decompressFrame(bytes.subarray(firstLine(bytes).length));
  return JSON.parse(rows.toString());
}

function firstLine(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.indexOf(0x0a) + 1);
}
