const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** Finds the zstd frames of a file by their headers (RFC 8878 §3.1.1), without decompressing; where one is broken, goes on at the next magic number. */
export function walkFrames(bytes: Buffer): { readonly offset: number; readonly length: number }[] {
  const found: { offset: number; length: number }[] = [];
  for (let offset = bytes.indexOf(MAGIC); offset >= 0; ) {
    const end = frameEnd(bytes, offset);
    if (end !== undefined) found.push({ offset, length: end - offset });
    offset = bytes.indexOf(MAGIC, end ?? offset + MAGIC.length);
  }
  return found;
}

/** The end of the frame that begins here; undefined when its blocks lead out of the file. */
function frameEnd(bytes: Buffer, start: number): number | undefined {
  const descriptor = bytes[start + 4];
  if (descriptor === undefined) return undefined;
  let at = start + 5 + headerExtra(descriptor);
  for (;;) {
    if (at + 3 > bytes.length) return undefined;
    const block = bytes.readUIntLE(at, 3);
    const type = (block >> 1) & 3;
    if (type === 3) return undefined;
    // A run-length block (type 1) stores one byte, whatever its size says.
    at += 3 + (type === 1 ? 1 : block >> 3);
    if ((block & 1) === 1) break;
  }
  const end = at + ((descriptor & 4) === 0 ? 0 : 4);
  return end > bytes.length ? undefined : end;
}

/** Bytes of the header after its descriptor: window, dictionary and content size. */
function headerExtra(descriptor: number): number {
  const single = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeFlag = descriptor >> 6;
  const contentSize = sizeFlag === 0 ? Number(single) : 2 ** sizeFlag;
  return (single ? 0 : 1) + dictionary + contentSize;
}
