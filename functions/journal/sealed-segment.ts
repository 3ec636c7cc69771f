import { open, readFile, rm, stat } from 'node:fs/promises';
import { syncFolder, writeDurably } from './durable.ts';
import { batchesOf } from './format.ts';
import { walkFrames } from './frame-walk.ts';
import { compressSegment, decompressFrame, type Frame } from './frames.ts';
import { type IndexLead, readIndexLead, readIndexRows, readIndexSpans, writeIndex } from './index-file.ts';
import { JournalError, type Trouble } from './journal-error.ts';
import type { LogSegment } from './log-segment.ts';
import { Recent } from './recent.ts';
import { scanRecords } from './record.ts';
import { type Row, rowOf } from './row.ts';
import {
  headOf,
  internNames,
  keyed,
  probesOf,
  type Rows,
  type Segment,
  type SegmentHead,
  segmentPath,
} from './segment.ts';
import { type Span, spansOf } from './span.ts';

/** What readers of sealed segments share, bounded: rows of an index (about 1 MB each), and uncompressed frames. */
export interface SealedCaches {
  readonly rows: Recent<number, Rows>;
  readonly frames: Recent<string, Buffer>;
}

export function createCaches(): SealedCaches {
  return { rows: new Recent(16), frames: new Recent(16) };
}

/** A finished segment: compressed, with an index beside it that is rebuilt where it is missing. */
export class SealedSegment implements Segment {
  readonly number: number;
  readonly storedBytes: number;
  readonly #folder: string;
  readonly #caches: SealedCaches;
  readonly #lead: IndexLead;

  constructor(folder: string, number: number, caches: SealedCaches, lead: IndexLead, storedBytes: number) {
    this.#folder = folder;
    this.number = number;
    this.#caches = caches;
    this.#lead = { ...lead, probes: internNames(lead.probes) };
    this.storedBytes = storedBytes;
  }

  get head(): SegmentHead {
    // JSON has no infinities: a segment without records carries null.
    const { head } = this.#lead;
    return head.records > 0 ? head : headOf([], head.rawBytes);
  }

  get probes(): readonly string[] {
    return this.#lead.probes;
  }

  async spans(): Promise<readonly Span[]> {
    const path = segmentPath(this.#folder, this.number, 'index');
    return await readIndexSpans(path).catch(async () => spansOf((await this.rows()).all));
  }

  async rows(): Promise<Rows> {
    return await this.#caches.rows.get(this.number, async () => {
      const path = segmentPath(this.#folder, this.number, 'index');
      return keyed(await readIndexRows(path).catch(() => this.#rowsWithoutIndex()));
    });
  }

  async raw(offset: number, length: number): Promise<Buffer> {
    const frame = this.#lead.frames.find((one) => offset >= one.rawOffset && offset < one.rawOffset + one.rawLength);
    if (!frame)
      throw new JournalError('damaged', `Segment ${this.number} of the journal does not reach to its record.`);
    const bytes = await this.#caches.frames.get(`${this.number}:${frame.offset}`, () => this.#frame(frame));
    return bytes.subarray(offset - frame.rawOffset, offset - frame.rawOffset + length);
  }

  async remove(): Promise<void> {
    await rm(segmentPath(this.#folder, this.number, 'log.zst'), { force: true });
    await rm(segmentPath(this.#folder, this.number, 'index'), { force: true });
  }

  async #frame({ offset, length }: Frame): Promise<Buffer> {
    const path = segmentPath(this.#folder, this.number, 'log.zst');
    const file = await open(path, 'r');
    try {
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
      return await decompressFrame(buffer);
    } catch (error) {
      throw new JournalError('damaged', `${path} is damaged at byte ${offset}: its records there are lost.`, {
        cause: error,
      });
    } finally {
      await file.close();
    }
  }

  async #rowsWithoutIndex(): Promise<Row[]> {
    const path = segmentPath(this.#folder, this.number, 'log.zst');
    return (await readSegmentFile(path, () => undefined)).rows;
  }
}

/** Compresses a plain segment and indexes it; the plain file goes when the compressed one is durable. */
export async function sealSegment(folder: string, log: LogSegment, caches: SealedCaches): Promise<SealedSegment> {
  const { number, head } = log;
  const rows = (await log.rows()).all;
  const { bytes, frames } = await compressSegment(await log.raw(0, head.rawBytes), rows);
  await writeDurably(segmentPath(folder, number, 'log.zst'), bytes);
  const lead = { head, frames, probes: log.probes };
  const indexBytes = await writeIndex(segmentPath(folder, number, 'index'), bytes.length, lead, rows);
  await log.remove();
  await syncFolder(folder);
  return new SealedSegment(folder, number, caches, lead, bytes.length + indexBytes);
}

/** Opens a sealed segment by its index, or reads the segment and makes the index anew. */
export async function openSealed(
  folder: string,
  number: number,
  caches: SealedCaches,
  onTrouble: (trouble: Trouble) => void,
): Promise<SealedSegment> {
  const path = segmentPath(folder, number, 'log.zst');
  const indexPath = segmentPath(folder, number, 'index');
  const { size } = await stat(path);
  const found = await readIndexLead(indexPath, size);
  if (found) return new SealedSegment(folder, number, caches, found.lead, size + found.bytes);
  const { rows, frames, rawBytes } = await readSegmentFile(path, onTrouble);
  const head = headOf(rows, rawBytes);
  const lead = { head, frames, probes: probesOf(rows) };
  // A disk that is full must not keep the journal from opening: the index is made again next time.
  const indexBytes = await writeIndex(indexPath, size, lead, rows).catch(() => 0);
  return new SealedSegment(folder, number, caches, lead, size + indexBytes);
}

async function readSegmentFile(path: string, onTrouble: (trouble: Trouble) => void) {
  const bytes = await readFile(path);
  const rows: Row[] = [];
  const frames: Frame[] = [];
  let rawBytes = 0;
  let good = 0;
  for (const { offset, length } of walkFrames(bytes)) {
    const raw = await decompressFrame(bytes.subarray(offset, offset + length)).catch(() => undefined);
    if (!raw) continue;
    good += length;
    for (const stored of batchesOf(scanRecords(raw), path)) {
      rows.push(rowOf({ ...stored, offset: stored.offset + rawBytes }));
    }
    frames.push({ rawOffset: rawBytes, rawLength: raw.length, offset, length });
    rawBytes += raw.length;
  }
  if (good < bytes.length) {
    const message = `${path} is damaged: ${bytes.length - good} of its ${bytes.length} bytes are lost, ${rows.length} batches are read.`;
    onTrouble({ kind: 'damaged', message });
  }
  return { rows, frames, rawBytes };
}
