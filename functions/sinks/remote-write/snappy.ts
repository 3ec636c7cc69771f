/** Blocks are compressed each for itself, so that an offset fits two bytes. */
const BLOCK = 65_536;
const TABLE_BITS = 14;
/** Nearer to a block's end than this, nothing more is looked for. */
const MARGIN = 15;

/**
 * Compresses in Snappy's block format (not the framed one): greedy, with ever longer skips where nothing repeats.
 *
 * @see https://github.com/google/snappy/blob/main/format_description.txt
 */
export function snappyCompress(input: Buffer): Buffer {
  const output = Buffer.allocUnsafe(32 + input.length + Math.ceil(input.length / 6));
  let at = 0;
  let rest = input.length;
  while (rest > 127) {
    output[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  output[at++] = rest;
  const table = new Uint16Array(1 << TABLE_BITS);
  for (let start = 0; start < input.length; start += BLOCK) {
    if (start > 0) table.fill(0);
    at = compressBlock(input, start, Math.min(start + BLOCK, input.length), table, output, at);
  }
  return output.subarray(0, at);
}

function compressBlock(
  input: Buffer,
  start: number,
  end: number,
  table: Uint16Array,
  output: Buffer,
  outputAt: number,
): number {
  let at = outputAt;
  let literal = start;
  let here = start + 1;
  let skip = 32;
  while (here + MARGIN <= end) {
    const bytes = word(input, here);
    const slot = Math.imul(bytes, 0x1e35_a7bd) >>> (32 - TABLE_BITS);
    const candidate = start + (table[slot] ?? 0);
    table[slot] = here - start;
    if (word(input, candidate) !== bytes) {
      here += skip++ >>> 5;
      continue;
    }
    at = writeLiteral(input, literal, here, output, at);
    let length = 4;
    while (here + length < end && input[candidate + length] === input[here + length]) length += 1;
    at = writeCopy(here - candidate, length, output, at);
    here += length;
    literal = here;
    skip = 32;
  }
  return writeLiteral(input, literal, end, output, at);
}

function word(input: Buffer, at: number): number {
  return (
    (input[at] as number) |
    ((input[at + 1] as number) << 8) |
    ((input[at + 2] as number) << 16) |
    ((input[at + 3] as number) << 24)
  );
}

function writeLiteral(input: Buffer, from: number, to: number, output: Buffer, outputAt: number): number {
  let at = outputAt;
  const length = to - from;
  if (length === 0) return at;
  if (length <= 60) {
    output[at++] = (length - 1) << 2;
  } else if (length <= 256) {
    output[at++] = 60 << 2;
    output[at++] = length - 1;
  } else {
    output[at++] = 61 << 2;
    output[at++] = (length - 1) & 255;
    output[at++] = (length - 1) >>> 8;
  }
  // A call into native code pays only for many bytes.
  if (length > 32) input.copy(output, at, from, to);
  else for (let i = 0; i < length; i++) output[at + i] = input[from + i] as number;
  return at + length;
}

function writeCopy(offset: number, length: number, output: Buffer, outputAt: number): number {
  let at = outputAt;
  let rest = length;
  // A copy has at most 64 bytes; what is left over must have at least 4.
  while (rest >= 68) {
    at = writeLongCopy(offset, 64, output, at);
    rest -= 64;
  }
  if (rest > 64) {
    at = writeLongCopy(offset, 60, output, at);
    rest -= 60;
  }
  if (rest > 11 || offset > 2047) return writeLongCopy(offset, rest, output, at);
  output[at++] = ((offset >>> 8) << 5) | ((rest - 4) << 2) | 1;
  output[at++] = offset & 255;
  return at;
}

function writeLongCopy(offset: number, length: number, output: Buffer, at: number): number {
  output[at] = ((length - 1) << 2) | 2;
  output[at + 1] = offset & 255;
  output[at + 2] = offset >>> 8;
  return at + 3;
}
