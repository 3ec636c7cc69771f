import { readFile } from 'node:fs/promises';
import { writeDurably } from './durable.ts';
import { JOURNAL_VERSION } from './format.ts';
import { compressAll, decompressFrame, type Frame } from './frames.ts';
import { decodeRecord, encodeRecord } from './record.ts';
import type { Row } from './row.ts';
import type { SegmentHead } from './segment.ts';
import type { Span } from './span.ts';

/** What a start needs of a segment; the rows, which it does not, follow in a frame of their own. */
export interface IndexHead {
  readonly head: SegmentHead;
  readonly frames: readonly Frame[];
  readonly spans: readonly Span[];
}

/** The first line of an index. */
interface Lead {
  readonly version: number;
  /** Size of the segment's file: an index of another file is worth nothing. */
  readonly segmentBytes: number;
  /** Size of the compressed head behind this line. */
  readonly headBytes: number;
}

/** Writes an index and says how large it is. */
export async function writeIndex(
  path: string,
  segmentBytes: number,
  index: IndexHead,
  rows: readonly Row[],
): Promise<number> {
  const [head, tail] = await Promise.all([index, rows].map((part) => compressAll(Buffer.from(JSON.stringify(part)))));
  const lead: Lead = { version: JOURNAL_VERSION, segmentBytes, headBytes: head?.length ?? 0 };
  const bytes = Buffer.concat([encodeRecord(lead), head ?? Buffer.alloc(0), tail ?? Buffer.alloc(0)]);
  await writeDurably(path, bytes);
  return bytes.length;
}

/** The head of an index; undefined when it is missing, damaged, or not of this segment: it is a cache. */
export async function readIndexHead(
  path: string,
  segmentBytes: number,
): Promise<{ index: IndexHead; bytes: number } | undefined> {
  try {
    const bytes = await readFile(path);
    const { lead, at } = leadOf(bytes);
    if (lead?.version !== JOURNAL_VERSION || lead.segmentBytes !== segmentBytes) return undefined;
    return { index: await unpack(bytes.subarray(at, at + lead.headBytes)), bytes: bytes.length };
  } catch {
    return undefined;
  }
}

/** Throws when the index is missing or damaged. */
export async function readIndexRows(path: string): Promise<Row[]> {
  const bytes = await readFile(path);
  const { lead, at } = leadOf(bytes);
  return await unpack(bytes.subarray(at + (lead?.headBytes ?? 0)));
}

function leadOf(bytes: Buffer): { lead: Lead | undefined; at: number } {
  const at = bytes.indexOf(0x0a) + 1;
  return { lead: decodeRecord(bytes.subarray(0, at)) as Lead | undefined, at };
}

async function unpack<T>(frame: Buffer): Promise<T> {
  return JSON.parse((await decompressFrame(frame)).toString());
}
