import { inflateRawSync } from 'node:zlib';

const END = 0x06_05_4b_50;
const ENTRY = 0x02_01_4b_50;
const STORED = 0;
const DEFLATED = 8;
/** Of the record at the end, and the comment that may follow it. */
const END_BYTES = 22;
const MOST_COMMENT = 65_535;

/**
 * The files of a ZIP archive that are wanted, as text; as the CDK makes them: below 4 GB, not encrypted. APPNOTE.TXT 6.3,
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 * @throws Error for what is no such archive
 */
export function readZip(archive: Buffer, isWanted: (path: string) => boolean): Map<string, string> {
  const end = endOf(archive);
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const files = new Map<string, string>();
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== ENTRY) throw new Error(`the archive's entry ${index} is damaged`);
    const name = archive.readUInt16LE(at + 28);
    const path = archive.toString('utf8', at + 46, at + 46 + name);
    if (isWanted(path)) files.set(path, contentOf(archive, at, path));
    at += 46 + name + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

function endOf(archive: Buffer): number {
  for (let at = archive.length - END_BYTES; at >= Math.max(0, archive.length - END_BYTES - MOST_COMMENT); at -= 1) {
    if (archive.readUInt32LE(at) === END) return at;
  }
  throw new Error('this is no ZIP archive: it has no end record');
}

function contentOf(archive: Buffer, entry: number, path: string): string {
  const method = archive.readUInt16LE(entry + 10);
  const size = archive.readUInt32LE(entry + 20);
  const local = archive.readUInt32LE(entry + 42);
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const data = archive.subarray(start, start + size);
  if (method === STORED) return data.toString('utf8');
  if (method === DEFLATED) return inflateRawSync(data).toString('utf8');
  throw new Error(`${path} is compressed by the method ${method}, which is not known here`);
}
