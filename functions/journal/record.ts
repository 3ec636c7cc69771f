import { crc32 } from 'node:zlib';

const LF = 0x0a;
/** Eight hex digits and a space. */
const FRAME = 9;

/** `CRC32 SP JSON LF`: JSON holds no line feed, so a reader that is lost finds the next record at the next line. */
export function encodeRecord(value: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(value));
  return Buffer.concat([Buffer.from(`${checksum(json)} `), json, Buffer.of(LF)]);
}

/** The value of one record, its line feed included; undefined when the checksum does not hold. */
export function decodeRecord(line: Buffer): unknown {
  if (line.length <= FRAME || line[line.length - 1] !== LF || line[FRAME - 1] !== 0x20) return undefined;
  const json = line.subarray(FRAME, -1);
  if (line.toString('latin1', 0, FRAME - 1) !== checksum(json)) return undefined;
  return JSON.parse(json.toString());
}

interface Found {
  readonly offset: number;
  /** Bytes, the line feed included. */
  readonly length: number;
  readonly value: unknown;
}

export interface Scan {
  readonly records: readonly Found[];
  /** Stretches between records that hold none. */
  readonly damaged: readonly { readonly offset: number; readonly length: number }[];
  /** Where the last whole record ends; what follows was torn. */
  readonly end: number;
}

/** Reads every record of a text, whatever stands between them. */
export function scanRecords(bytes: Buffer): Scan {
  const records: Found[] = [];
  const damaged: { offset: number; length: number }[] = [];
  let end = 0;
  for (let offset = 0; offset < bytes.length; ) {
    const feed = bytes.indexOf(LF, offset);
    const next = feed < 0 ? bytes.length : feed + 1;
    const value = decodeRecord(bytes.subarray(offset, next));
    if (value !== undefined) {
      if (offset > end) damaged.push({ offset: end, length: offset - end });
      records.push({ offset, length: next - offset, value });
      end = next;
    }
    offset = next;
  }
  return { records, damaged, end };
}

function checksum(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}
