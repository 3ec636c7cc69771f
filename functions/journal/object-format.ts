import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { BATCH_VERSION, type Batch, journalKey } from '../../lib/model/journal.ts';
import { refuseNewer } from './format.ts';
import { JournalError } from './journal-error.ts';

/** What begins every zstd frame (RFC 8878 §3.1.1). */
const MAGIC = Buffer.of(0x28, 0xb5, 0x2f, 0xfd);
/** Against an object that unpacks without end. */
const MOST_BYTES = 512 * 1024 * 1024;
const PARAMS = { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 };

export const BATCH_CONTENT_TYPE = 'application/zstd';

/** A batch as an object of its own: one zstd frame of its JSON, with zstd's checksum. `zstdcat` prints it. */
export function encodeBatch(batch: Batch): Buffer {
  return zstdCompressSync(JSON.stringify(batch), { params: PARAMS });
}

/**
 * The batch of an object. Throws JournalError `newer` for what a later version wrote, and `damaged` for what is no batch, or not
 * the one that belongs under this key: who may write one location's batches must not speak for another.
 */
export function decodeBatch(bytes: Uint8Array, key: string): Batch {
  const magic = Buffer.from(bytes.subarray(0, MAGIC.length));
  if (bytes.length >= MAGIC.length && !magic.equals(MAGIC)) {
    throw new JournalError(
      'newer',
      `The object of ${key} begins with ${magic.toString('hex')}; this Probewright reads zstd (${MAGIC.toString('hex')}). Use the newer Probewright that wrote it. Nothing was changed.`,
    );
  }
  const batch = parsed(bytes, key);
  refuseNewer(batch.version, BATCH_VERSION, key);
  if (keyOf(batch) === key) return batch;
  throw new JournalError('damaged', `The object of ${key} holds the batch of another key: ${keyOf(batch)}.`);
}

function parsed(bytes: Uint8Array, key: string): Batch {
  try {
    const value: unknown = JSON.parse(zstdDecompressSync(bytes, { maxOutputLength: MOST_BYTES }).toString());
    if (typeof value === 'object' && value !== null) return value as Batch;
    throw new TypeError('it is no object');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new JournalError('damaged', `The object of ${key} is damaged: ${why}.`, { cause: error });
  }
}

function keyOf(batch: Batch): string {
  try {
    return journalKey(batch);
  } catch {
    return 'none';
  }
}
