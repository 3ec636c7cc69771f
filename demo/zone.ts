import type { DnsAnswer } from './dns-server.ts';

/** A record of a zone, without its name. */
export interface ZoneRecord {
  readonly type: number;
  /** Seconds. */
  readonly ttl: number;
  readonly data: Buffer;
}
/** Names in lower case, without a final dot. */
export type Zone = Readonly<Record<string, readonly ZoneRecord[]>>;

const HEADER_BYTES = 12;
const NXDOMAIN = 3;
const TYPES = { A: 1, NS: 2, SOA: 6, MX: 15, TXT: 16, ANY: 255 } as const;

/** Builders of records. */
export const a = (address: string, ttl = 300): ZoneRecord => ({
  type: TYPES.A,
  ttl,
  data: Buffer.from(address.split('.').map(Number)),
});
export const mx = (preference: number, exchange: string, ttl = 3600): ZoneRecord => ({
  type: TYPES.MX,
  ttl,
  data: Buffer.concat([uint16(preference), wireName(exchange)]),
});
export const txt = (text: string, ttl = 3600): ZoneRecord => ({
  type: TYPES.TXT,
  ttl,
  data: Buffer.concat([Buffer.of(Buffer.byteLength(text)), Buffer.from(text)]),
});
export const soa = (nameServer: string, mailbox: string, serial: number): ZoneRecord => {
  const numbers = Buffer.alloc(20);
  for (const [index, value] of [serial, 7200, 3600, 1_209_600, 300].entries()) numbers.writeUInt32BE(value, index * 4);
  return { type: TYPES.SOA, ttl: 3600, data: Buffer.concat([wireName(nameServer), wireName(mailbox), numbers]) };
};

/** Answers with authority for a zone: its records, or that there is no such name. */
export function answerFrom(zone: Zone): DnsAnswer {
  return (query) => {
    const question = readQuestion(query);
    if (!question) return [];
    const records = zone[question.name];
    const found = records?.filter(({ type }) => question.type === TYPES.ANY || question.type === type) ?? [];
    return [reply(query, question.end, found, records === undefined ? NXDOMAIN : 0)];
  };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } | undefined {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at]; length; length = query[at]) {
    if (length > 63) return undefined;
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const end = at + 5;
  if (end > query.length) return undefined;
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end };
}

function reply(query: Buffer, questionEnd: number, records: readonly ZoneRecord[], rcode: number): Buffer {
  const head = Buffer.from(query.subarray(0, HEADER_BYTES));
  // A response (0x8000), authoritative (0x0400), with the query's wish for recursion repeated.
  head.writeUInt16BE(0x8400 | (query.readUInt16BE(2) & 0x0100) | rcode, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, query.subarray(HEADER_BYTES, questionEnd), ...records.map(wireRecord)]);
}

/** The name is a pointer to the question's. */
function wireRecord({ type, ttl, data }: ZoneRecord): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function wireName(name: string): Buffer {
  const labels = name.split('.').flatMap((label) => [Buffer.of(label.length), Buffer.from(label, 'latin1')]);
  return Buffer.concat([...labels, Buffer.of(0)]);
}

function uint16(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}
