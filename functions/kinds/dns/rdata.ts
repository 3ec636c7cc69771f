import { ip4Text, ip6Text } from './addresses.ts';
import { type ByteReader, MalformedMessage } from './byte-reader.ts';
import { readName } from './domain-name.ts';
import { escapeText } from './escape.ts';
import { readLocation } from './location.ts';
import { typeName } from './names-of-numbers.ts';
import { readServiceParameters } from './service-parameters.ts';

/** Reads one field of a record's data and gives its presentation form; undefined stands for a field that is left out. */
type Field = (reader: ByteReader) => string | undefined;

const u8: Field = (reader) => String(reader.u8());
const u16: Field = (reader) => String(reader.u16());
const u32: Field = (reader) => String(reader.u32());
const name: Field = readName;
const type: Field = (reader) => typeName(reader.u16());
const hex: Field = (reader) => reader.rest().toString('hex');
const upperHex: Field = (reader) => reader.rest().toString('hex').toUpperCase();
const base64: Field = (reader) => reader.rest().toString('base64');
const quoted: Field = (reader) => `"${escapeText(reader.take(reader.u8()))}"`;
const bare: Field = (reader) => escapeText(reader.take(reader.u8()));
const quotedRest: Field = (reader) => `"${escapeText(reader.rest())}"`;
const time: Field = (reader) => new Date(reader.u32() * 1_000).toISOString().replace(/\.\d+|[^\d.]/g, '');
const salt: Field = (reader) => reader.take(reader.u8()).toString('hex').toUpperCase() || '-';
const hash: Field = (reader) => base32Hex(reader.take(reader.u8()));
const ip4: Field = (reader) => ip4Text(reader.take(4));
const ip6: Field = (reader) => ip6Text(reader.take(16));

const texts: Field = (reader) => {
  const strings: (string | undefined)[] = [];
  while (reader.left > 0) strings.push(quoted(reader));
  return strings.join(' ');
};

/** The types whose bit is set (RFC 4034 §4.1.2). */
const types: Field = (reader) => {
  const names: string[] = [];
  let last = -1;
  while (reader.left > 0) {
    const window = reader.u8();
    const length = reader.u8();
    if (window <= last || length === 0 || length > 32) throw new MalformedMessage('a malformed list of types (NSEC)');
    last = window;
    for (const [index, byte] of reader.take(length).entries()) {
      for (let bit = 0; bit < 8; bit += 1) {
        if (byte & (0x80 >> bit)) names.push(typeName(window * 256 + index * 8 + bit));
      }
    }
  }
  return names.length === 0 ? undefined : names.join(' ');
};

const names: readonly Field[] = [name];
const preference: readonly Field[] = [u16, name];
const digest: readonly Field[] = [u16, u8, u8, upperHex];
const key: readonly Field[] = [u16, u8, u8, base64];
const association: readonly Field[] = [u8, u8, u8, hex];
const signature: readonly Field[] = [type, u8, u8, u32, time, time, u16, name, base64];
const service: readonly Field[] = [u16, name, readServiceParameters];

/** What the data of a type consists of; as miekg/dns prints it. */
const FORMATS: ReadonlyMap<number, readonly Field[]> = new Map([
  [1, [ip4]], // A
  [2, names], // NS
  [3, names], // MD
  [4, names], // MF
  [5, names], // CNAME
  [6, [name, name, u32, u32, u32, u32, u32]], // SOA
  [7, names], // MB
  [8, names], // MG
  [9, names], // MR
  [12, names], // PTR
  [13, [quoted, quoted]], // HINFO
  [14, [name, name]], // MINFO
  [15, preference], // MX
  [16, [texts]], // TXT
  [17, [name, name]], // RP
  [18, preference], // AFSDB
  [21, preference], // RT
  [24, signature], // SIG
  [25, key], // KEY
  [28, [ip6]], // AAAA
  [29, [readLocation]], // LOC
  [33, [u16, u16, u16, name]], // SRV
  [35, [u16, u16, quoted, quoted, quoted, name]], // NAPTR
  [36, preference], // KX
  [39, names], // DNAME
  [43, digest], // DS
  [44, [u8, u8, upperHex]], // SSHFP
  [46, signature], // RRSIG
  [47, [name, types]], // NSEC
  [48, key], // DNSKEY
  [49, [base64]], // DHCID
  [50, [u8, u8, u16, salt, hash, types]], // NSEC3
  [51, [u8, u8, u16, salt]], // NSEC3PARAM
  [52, association], // TLSA
  [53, association], // SMIMEA
  [59, digest], // CDS
  [60, key], // CDNSKEY
  [61, [base64]], // OPENPGPKEY
  [62, [u32, u16, types]], // CSYNC
  [63, [u32, u8, u8, hex]], // ZONEMD
  [64, service], // SVCB
  [65, service], // HTTPS
  [99, [texts]], // SPF
  [256, [u16, u16, quotedRest]], // URI
  [257, [u8, bare, quotedRest]], // CAA
  [32768, digest], // TA
  [32769, digest], // DLV
]);

/**
 * The data of a record in presentation form; undefined for a type whose format is not known here (RFC 3597).
 *
 * @throws MalformedMessage when the data does not fill its announced length exactly
 */
export function readData(typeNumber: number, reader: ByteReader): string | undefined {
  const format = FORMATS.get(typeNumber);
  if (format === undefined) return undefined;
  if (reader.left === 0) return '';
  const fields: string[] = [];
  for (const field of format) {
    const text = field(reader);
    if (text !== undefined) fields.push(text);
  }
  if (reader.left > 0) {
    throw new MalformedMessage(`the data of a ${typeName(typeNumber)} record is ${reader.left} bytes too long`);
  }
  return fields.join(' ');
}

const BASE32_HEX = '0123456789ABCDEFGHIJKLMNOPQRSTUV';

/** RFC 4648 §7, without padding. */
function base32Hex(bytes: Uint8Array): string {
  let text = '';
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32_HEX[(buffer >> (bits - 5)) & 31];
  }
  return bits > 0 ? text + BASE32_HEX[(buffer << (5 - bits)) & 31] : text;
}
