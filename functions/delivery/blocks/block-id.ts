/** Crockford's alphabet, in which ULIDs are written. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_DIGITS = 10;
const RANDOM_BYTES = 10;

/** The last 16 digits of a ULID from the first ten bytes of a hash: the same content has the same, whenever it is uploaded. */
export function contentDigits(hash: Uint8Array): string {
  if (hash.length < RANDOM_BYTES) throw new RangeError(`ten bytes are needed, not ${hash.length}`);
  const bits = [...hash.subarray(0, RANDOM_BYTES)].reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  return digitsOf(bits, 16);
}

/**
 * A block's name (https://github.com/ulid/spec). Its time is that of the upload, not of the samples: by it Thanos's compactor tells an upload that is
 * under way from one that was given up two days ago.
 */
export function blockId(atMs: number, content: string): string {
  return digitsOf(BigInt(atMs), TIME_DIGITS) + content;
}

/** Undefined when it is no block's name. */
export function partsOfBlockId(name: string): { readonly atMs: number; readonly content: string } | undefined {
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(name)) return undefined;
  const atMs = [...name.slice(0, TIME_DIGITS)].reduce((all, digit) => all * 32 + DIGITS.indexOf(digit), 0);
  return { atMs, content: name.slice(TIME_DIGITS) };
}

function digitsOf(value: bigint, count: number): string {
  return Array.from({ length: count }, (_, i) => DIGITS[Number((value >> BigInt(5 * (count - 1 - i))) & 31n)]).join('');
}
