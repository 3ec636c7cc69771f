import { ByteReader, MalformedMessage } from './byte-reader.ts';
import { readName } from './domain-name.ts';
import { className, typeName } from './names-of-numbers.ts';
import { readOptions } from './options.ts';
import { readData } from './rdata.ts';

/** Every flag of a header by its name in `dig`, and its bit. */
const FLAGS = { aa: 0x0400, tc: 0x0200, rd: 0x0100, ra: 0x0080, ad: 0x0020, cd: 0x0010 } as const;
type Flag = keyof typeof FLAGS;

const HEADER_BYTES = 12;
const SOA = 6;
const OPT = 41;

export interface Question {
  /** In presentation form, with the final dot. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

export interface ResourceRecord extends Question {
  /** Seconds. */
  readonly ttl: number;
  /** As miekg/dns prints it: name, TTL, class, type, data, separated by tabs. */
  readonly text: string;
  /** Of an SOA record. */
  readonly serial?: number;
  /** Of an OPT record (RFC 6891): the upper bits of the response code. */
  readonly extendedRcode?: number;
}

export interface Message {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  /** The extended bits of an OPT record included. */
  readonly rcode: number;
  readonly flags: readonly Flag[];
  readonly questions: readonly Question[];
  readonly answer: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
  /** Bytes after the last record; no server should send any. */
  readonly trailingBytes: number;
  /** True when the message was cut off (it says so itself) and what was left of the last record is not shown. */
  readonly cut: boolean;
}

/**
 * Decodes a DNS message (RFC 1035 §4). Bounded by the message's own size: no record is read that is not there.
 *
 * @throws MalformedMessage when anything does not fit; a message that says it is truncated may end anywhere
 */
export function decodeMessage(bytes: Buffer): Message {
  const reader = new ByteReader(bytes);
  if (bytes.length < HEADER_BYTES)
    throw new MalformedMessage(`${bytes.length} bytes are no DNS message: the header alone takes 12`);
  const id = reader.u16();
  const bits = reader.u16();
  const flags = (Object.keys(FLAGS) as Flag[]).filter((flag) => bits & FLAGS[flag]);
  const counts = [reader.u16(), reader.u16(), reader.u16(), reader.u16()] as const;
  const questions = repeat(counts[0], reader, readQuestion, 'questions');
  const sections: ResourceRecord[][] = [[], [], []];
  const cut = readSections(sections, counts, reader, flags.includes('tc'));
  const [answer = [], authority = [], additional = []] = sections;
  const extended = additional.find((record) => record.extendedRcode !== undefined)?.extendedRcode ?? 0;
  return {
    id,
    isResponse: (bits & 0x8000) !== 0,
    opcode: (bits >> 11) & 15,
    rcode: (bits & 15) | (extended << 4),
    flags,
    questions,
    answer,
    authority,
    additional,
    trailingBytes: cut ? 0 : reader.left,
    cut,
  };
}

const SECTIONS = ['answer', 'authority', 'additional'] as const;

/** Fills the sections; true when the message ends within them, which only a truncated one may. */
function readSections(
  sections: readonly ResourceRecord[][],
  counts: readonly number[],
  reader: ByteReader,
  truncated: boolean,
): boolean {
  for (const [index, records] of sections.entries()) {
    const count = counts[index + 1] ?? 0;
    try {
      repeat(count, reader, readRecord, `records in the ${SECTIONS[index]} section`, records);
    } catch (error) {
      if (truncated && error instanceof MalformedMessage) return true;
      throw error;
    }
  }
  return false;
}

function repeat<T>(
  count: number,
  reader: ByteReader,
  read: (reader: ByteReader) => T,
  what: string,
  into: T[] = [],
): T[] {
  for (let index = 0; index < count; index += 1) {
    if (reader.left === 0)
      throw new MalformedMessage(`the header promises ${count} ${what}, but the message ends after ${index}`);
    into.push(read(reader));
  }
  return into;
}

function readQuestion(reader: ByteReader): Question {
  return { name: readName(reader), type: reader.u16(), class: reader.u16() };
}

function readRecord(reader: ByteReader): ResourceRecord {
  const name = readName(reader);
  const type = reader.u16();
  const klass = reader.u16();
  const ttl = reader.u32();
  const data = reader.slice(reader.u16());
  const start = data.at;
  const common = { name, type, class: klass, ttl };
  if (type === OPT) return { ...common, text: readOptions(klass, ttl, data), extendedRcode: ttl >>> 24 };
  const presented = readData(type, data);
  const text =
    presented === undefined
      ? unknown(common, data)
      : [name, ttl, className(klass), typeName(type), presented].join('\t');
  // The five numbers of an SOA record end its data; the first of them is the serial.
  const isSoa = type === SOA && data.end - start >= 20;
  return isSoa ? { ...common, text, serial: data.bytes.readUInt32BE(data.end - 20) } : { ...common, text };
}

/** RFC 3597 §5. */
function unknown(record: Omit<ResourceRecord, 'text'>, data: ByteReader): string {
  const bytes = data.rest();
  return [
    record.name,
    record.ttl,
    `CLASS${record.class}`,
    `TYPE${record.type}`,
    `\\# ${bytes.length} ${bytes.toString('hex')}`,
  ].join('\t');
}
