import { DER, type DerElement, derElements, oidText } from './der.ts';

interface Attribute {
  readonly oid: string;
  readonly value: string;
}

/** The attributes that Go keeps in fields, in the order in which it writes them: each name once, its values joined by `+`. */
const KNOWN = {
  '2.5.4.6': 'C',
  '2.5.4.8': 'ST',
  '2.5.4.7': 'L',
  '2.5.4.9': 'STREET',
  '2.5.4.17': 'POSTALCODE',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.3': 'CN',
  '2.5.4.5': 'SERIALNUMBER',
} as const;
/** Of these Go keeps the last value only. */
const SINGLE: readonly string[] = ['CN', 'SERIALNUMBER'];

/**
 * A distinguished name as Go's `pkix.Name.String()` writes it, which blackbox_exporter puts into labels: RFC 2253's
 * reversed order and escaping, but attributes sorted by their kind, and unknown ones last, as the hex of their DER.
 *
 * @param name The content of the Name's outer SEQUENCE.
 */
export function distinguishedName(name: Buffer): string {
  const attributes = attributesOf(name);
  const parts: string[] = [];
  for (const { oid, value } of attributes) {
    if (!(oid in KNOWN)) parts.push(`${oid}=#${marshalText(value).toString('hex')}`);
  }
  for (const [oid, short] of Object.entries(KNOWN)) {
    const all = attributes.filter((one) => one.oid === oid).map(({ value }) => value);
    const values = SINGLE.includes(short) ? all.slice(-1).filter((value) => value !== '') : all;
    if (values.length > 0) parts.push(values.map((value) => `${short}=${escapeValue(value)}`).join('+'));
  }
  return parts.reverse().join(',');
}

function attributesOf(name: Buffer): Attribute[] {
  const found: Attribute[] = [];
  for (const set of derElements(name)) {
    for (const pair of derElements(set.content)) {
      const [type, value] = derElements(pair.content);
      if (type && value) found.push({ oid: oidText(type.content), value: textOf(value) });
    }
  }
  return found;
}

function textOf({ tag, content }: DerElement): string {
  if (tag === DER.bmpString) {
    const units = Buffer.from(content.subarray(0, content.length & ~1)).swap16();
    return units.toString('utf16le').replace(/\0$/, '');
  }
  return content.toString(tag === DER.t61String ? 'latin1' : 'utf8');
}

/** A comma and its like are escaped anywhere, spaces at both ends, `#` at the start. */
function escapeValue(value: string): string {
  return value.replace(/[,+"\\<>;]|^ | $|^#/g, '\\$&');
}

/** As Go marshals a string: PrintableString where its alphabet suffices, else UTF8String. */
function marshalText(value: string): Buffer {
  const content = Buffer.from(value, 'utf8');
  const tag = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value) ? 0x13 : 0x0c;
  const long: number[] = [];
  for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) long.unshift(rest % 256);
  const length = content.length < 0x80 ? [content.length] : [0x80 | long.length, ...long];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
