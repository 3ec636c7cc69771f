/** One element of DER (ITU-T X.690), without its meaning. */
export interface DerElement {
  /** Class, form and number as the one byte they are here. */
  readonly tag: number;
  readonly content: Buffer;
}

export const DER = {
  boolean: 0x01,
  integer: 0x02,
  oid: 0x06,
  numericString: 0x12,
  t61String: 0x14,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The elements that stand side by side in these bytes. Throws where they are cut off or not in DER. */
export function derElements(bytes: Buffer): DerElement[] {
  const elements: DerElement[] = [];
  let at = 0;
  while (at < bytes.length) {
    const { tag, start, end } = header(bytes, at);
    elements.push({ tag, content: bytes.subarray(start, end) });
    at = end;
  }
  return elements;
}

/** The elements within the one element of these bytes. */
export function derChildren(bytes: Buffer): DerElement[] {
  const [outer] = derElements(bytes);
  return outer ? derElements(outer.content) : [];
}

function header(bytes: Buffer, at: number): { tag: number; start: number; end: number } {
  const tag = bytes.readUInt8(at);
  if ((tag & 0x1f) === 0x1f) throw new RangeError('a DER tag of several bytes');
  const first = bytes.readUInt8(at + 1);
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || more > 4) throw new RangeError('a DER length of unknown form');
  const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
  const start = at + 2 + more;
  const end = start + length;
  if (end > bytes.length) throw new RangeError('a DER element is cut off');
  return { tag, start, end };
}

/** An object identifier in dotted form. */
export function oidText(content: Buffer): string {
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of content) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0n;
    }
  }
  const [first = 0n, ...rest] = arcs;
  const top = first < 80n ? first / 40n : 2n;
  return [top, first - top * 40n, ...rest].join('.');
}
