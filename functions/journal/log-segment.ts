import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import type { Batch } from '../../lib/model/journal.ts';
import { syncFolder } from './durable.ts';
import { batchesOf, SEGMENT_HEADER } from './format.ts';
import { encodeRecord, type Scan, scanRecords } from './record.ts';
import { type Row, rowOf } from './row.ts';
import { extendHead, headOf, probesOf, type Rows, type Segment, type SegmentHead, segmentPath } from './segment.ts';
import { type Span, spansOf } from './span.ts';

/** A plain segment: the one that is written, or one that is not compressed yet. Its rows are held in memory, bounded by its size. */
export class LogSegment implements Segment {
  readonly number: number;
  readonly path: string;
  /** True when what is on disk beyond its end is unknown: nothing more is written to it. */
  broken = false;
  readonly #rows: Row[];
  readonly #byKey: Map<string, Row>;
  #handle: FileHandle | undefined;
  /** Where the last durable record ends. */
  #end: number;
  #head: SegmentHead;

  constructor(number: number, path: string, rows: Row[], end: number) {
    this.number = number;
    this.path = path;
    this.#rows = rows;
    this.#byKey = new Map(rows.map((row) => [row.key, row]));
    this.#end = end;
    this.#head = headOf(rows, end);
  }

  static async create(folder: string, number: number): Promise<LogSegment> {
    const segment = new LogSegment(number, segmentPath(folder, number, 'log'), [], 0);
    try {
      await segment.#write([SEGMENT_HEADER]);
      await syncFolder(folder);
    } catch (error) {
      await segment.remove().catch(() => undefined);
      throw error;
    }
    return segment;
  }

  /** Reads a segment as it was left; nothing is changed. */
  static async load(folder: string, number: number): Promise<{ segment: LogSegment; scan: Scan; size: number }> {
    const path = segmentPath(folder, number, 'log');
    const bytes = await readFile(path);
    const scan = scanRecords(bytes);
    const rows = batchesOf(scan, path).map(rowOf);
    return { segment: new LogSegment(number, path, rows, scan.end), scan, size: bytes.length };
  }

  get head(): SegmentHead {
    return this.#head;
  }

  get storedBytes(): number {
    return this.#end;
  }

  get probes(): readonly string[] {
    return probesOf(this.#rows);
  }

  async spans(): Promise<readonly Span[]> {
    return spansOf(this.#rows);
  }

  async rows(): Promise<Rows> {
    return { all: this.#rows, byKey: this.#byKey };
  }

  /** Resolves when the batches are durable; otherwise none of them is there. */
  async append(batches: readonly Batch[]): Promise<void> {
    const records = batches.map(encodeRecord);
    let offset = this.#end;
    await this.#write(records);
    for (const [i, batch] of batches.entries()) {
      const length = records[i]?.length ?? 0;
      const row = rowOf({ batch, offset, length });
      this.#rows.push(row);
      this.#byKey.set(row.key, row);
      offset += length;
      this.#head = extendHead(this.#head, row, offset);
    }
  }

  /** Through the handle that writes, where there is one: to open the file takes longer than to read a record. */
  async raw(offset: number, length: number): Promise<Buffer> {
    const shared = this.#handle;
    const file = shared ?? (await open(this.path, 'r'));
    try {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      if (!shared) await file.close();
    }
  }

  /** Cuts what was torn, and rewrites a header that never got durable. */
  async mend(): Promise<void> {
    const file = await this.#open();
    await file.truncate(this.#end);
    if (this.#end === 0) await this.#write([SEGMENT_HEADER]);
    else await file.datasync();
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async remove(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true });
  }

  async #open(): Promise<FileHandle> {
    this.#handle ??= await open(this.path, this.#end === 0 ? 'w+' : 'r+', 0o600);
    return this.#handle;
  }

  async #write(records: readonly Buffer[]): Promise<void> {
    const bytes = Buffer.concat(records);
    const file = await this.#open();
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, this.#end + done);
        done += bytesWritten;
      }
    } catch (error) {
      await this.#cutBack(file);
      throw error;
    }
    try {
      await file.datasync();
    } catch (error) {
      // After a failed sync the kernel may have dropped the pages and calls the file clean: trust nothing beyond the end.
      this.broken = true;
      await this.#cutBack(file);
      throw error;
    }
    this.#end += bytes.length;
  }

  async #cutBack(file: FileHandle): Promise<void> {
    try {
      await file.truncate(this.#end);
    } catch {
      this.broken = true;
    }
  }
}
