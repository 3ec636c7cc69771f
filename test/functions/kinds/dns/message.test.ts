import packet from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MalformedMessage } from '../../../../functions/kinds/dns/byte-reader.ts';
import { decodeMessage } from '../../../../functions/kinds/dns/message.ts';
import { createRandom, MIEKG_RECORDS, mutate } from '../../../support/dns-messages.ts';

/** A header and what follows it. */
function message(counts: readonly [number, number, number, number], body: string, bits = 0x8000): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt16BE(7, 0);
  head.writeUInt16BE(bits, 2);
  for (const [index, count] of counts.entries()) head.writeUInt16BE(count, 4 + index * 2);
  return Buffer.concat([head, Buffer.from(body.replaceAll(' ', ''), 'hex')]);
}
/** The rest of an A record after its name. */
const A = '0001 0001 0000003c 0004 7f000001';

describe('records are presented as miekg/dns prints them', () => {
  test.each(MIEKG_RECORDS.map(({ bytes, text }) => [text, bytes] as const))('%s', (text, bytes) => {
    expect(decodeMessage(bytes).answer.map((record) => record.text)).toEqual([text]);
  });
});

describe('a message that breaks the rules is refused', () => {
  test.each([
    ['shorter than a header', Buffer.alloc(11), /11 bytes are no DNS message/],
    [
      'a count of answers that lies',
      message([0, 2, 0, 0], `00 ${A}`),
      /promises 2 records in the answer section.*after 1/,
    ],
    ['a count of questions that lies', message([9, 0, 0, 0], '00 0001 0001'), /promises 9 questions/],
    ['65,535 promised records in an empty message', message([0, 65535, 65535, 65535], ''), /ends after 0/],
    ['a pointer to itself', message([1, 0, 0, 0], 'c00c 0001 0001'), /does not point backwards/],
    ['a pointer forward', message([1, 0, 0, 0], 'c010 0001 0001 00'), /does not point backwards/],
    ['two pointers in a circle', message([0, 1, 0, 0], `01 61 c00e c00c ${A}`), /does not point backwards/],
    ['a pointer behind the end', message([1, 0, 0, 0], 'ffff 0001 0001'), /does not point backwards/],
    ['half a pointer', message([1, 0, 0, 0], 'c0'), /only 0 are left/],
    ['a label of a reserved type', message([1, 0, 0, 0], '80 0001 0001'), /reserved type/],
    ['a label longer than the message', message([1, 0, 0, 0], '3f 61'), /63 bytes were announced/],
    [
      'a name over 255 octets',
      message([1, 0, 0, 0], `${`3f${'61'.repeat(63)}`.repeat(4)}00 0001 0001`),
      /longer than 255/,
    ],
    [
      'data longer than the message',
      message([0, 1, 0, 0], '00 0001 0001 00000000 ffff 7f'),
      /65535 bytes were announced/,
    ],
    ['an address of three bytes', message([0, 1, 0, 0], '00 0001 0001 00000000 0003 7f0000'), /only 3 are left/],
    ['an address of five bytes', message([0, 1, 0, 0], '00 0001 0001 00000000 0005 7f00000101'), /1 bytes too long/],
    [
      'a text longer than its data',
      message([0, 1, 0, 0], '00 0010 0001 00000000 0002 ff61'),
      /255 bytes were announced/,
    ],
    [
      'an NSEC window of 33 bytes',
      message([0, 1, 0, 0], `00 002f 0001 00000000 0024 00 00 21 ${'ff'.repeat(33)}`),
      /NSEC/,
    ],
  ])('%s', (_, bytes, expected) => {
    expect(() => decodeMessage(bytes)).toThrow(MalformedMessage);
    expect(() => decodeMessage(bytes)).toThrow(expected);
  });
});

test('bytes after the last record are counted, not refused', () => {
  expect(decodeMessage(message([0, 1, 0, 0], `00 ${A} dead`))).toMatchObject({ trailingBytes: 2 });
});

test('a message that says it is truncated may end anywhere after its question', () => {
  const bytes = message([1, 2, 0, 0], `00 0001 0001 00 ${A} 00 0001`, 0x8200);
  expect(decodeMessage(bytes)).toMatchObject({
    cut: true,
    flags: ['tc'],
    answer: [{ text: '.\t60\tIN\tA\t127.0.0.1' }],
  });
});

test('the upper bits of the response code come from the OPT record', () => {
  const decoded = decodeMessage(message([0, 0, 0, 1], '00 0029 04d0 01008000 0006 000a 0002 abcd', 0x8000));
  expect(decoded.rcode).toBe(16);
  expect(decoded.additional[0]?.text).toBe(
    '\n;; OPT PSEUDOSECTION:\n; EDNS: version 0; flags: do; udp: 1232\n; OPT=10: abcd',
  );
});

test('64 KiB of compressed names take no noticeable time', () => {
  const label = `3f${'ff'.repeat(63)}`;
  const long = `${label.repeat(3)}00`;
  const records = '00 05 00 01 00000000 0002 c00c'.replaceAll(' ', '');
  const count = 4_600;
  const bytes = message([0, count + 1, 0, 0], `${long}${A}${`c00c${records}`.repeat(count)}`);
  const start = performance.now();
  expect(decodeMessage(bytes.subarray(0, 65_535)).answer).toHaveLength(count + 1);
  expect(performance.now() - start).toBeLessThan(2_000);
});

const label = fc.stringMatching(/^[a-z0-9_-]{1,20}$/);
const domain = fc.array(label, { minLength: 1, maxLength: 8 }).map((labels) => labels.join('.'));
const octet = fc.nat(255);
const record = fc.oneof(
  fc.tuple(domain, octet, octet).map(([name, a, b]) => ({
    given: { name, type: 'A' as const, ttl: 60, data: `10.0.${a}.${b}` },
    text: `${name}.\t60\tIN\tA\t10.0.${a}.${b}`,
  })),
  fc.tuple(domain, domain, fc.nat(65535)).map(([name, exchange, preference]) => ({
    given: { name, type: 'MX' as const, ttl: 1, data: { preference, exchange } },
    text: `${name}.\t1\tIN\tMX\t${preference} ${exchange}.`,
  })),
  fc.tuple(domain, domain).map(([name, data]) => ({
    given: { name, type: 'CNAME' as const, ttl: 0, data },
    text: `${name}.\t0\tIN\tCNAME\t${data}.`,
  })),
  fc.tuple(domain, fc.stringMatching(/^[a-z "\\;]{0,80}$/)).map(([name, data]) => ({
    given: { name, type: 'TXT' as const, ttl: 4294967295, data: [data] },
    text: `${name}.\t4294967295\tIN\tTXT\t"${data.replaceAll(/["\\]/g, '\\$&')}"`,
  })),
);

test('every message that dns-packet encodes is decoded to the same records', () => {
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 12 }),
      fc.array(record, { maxLength: 4 }),
      fc.nat(65535),
      (answers, authorities, id) => {
        const bytes = packet.encode({
          id,
          type: 'response',
          flags: packet.AUTHORITATIVE_ANSWER | packet.RECURSION_DESIRED,
          questions: [{ name: 'shop.example', type: 'A', class: 'IN' }],
          answers: answers.map(({ given }) => given),
          authorities: authorities.map(({ given }) => given),
        });
        const decoded = decodeMessage(bytes);
        expect(decoded).toMatchObject({
          id,
          isResponse: true,
          rcode: 0,
          flags: ['aa', 'rd'],
          trailingBytes: 0,
          additional: [],
        });
        expect(decoded.questions).toEqual([{ name: 'shop.example.', type: 1, class: 1 }]);
        expect(decoded.answer.map(({ text }) => text)).toEqual(answers.map(({ text }) => text));
        expect(decoded.authority.map(({ text }) => text)).toEqual(authorities.map(({ text }) => text));
      },
    ),
    { numRuns: 300 },
  );
});

test('random bytes are decoded or refused, never anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      decodeOrRefuse(Buffer.from(bytes));
    }),
    { numRuns: 2_000 },
  );
});

test('10,000 damaged messages are decoded or refused, never anything else', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  const random = createRandom(seed);
  let refused = 0;
  for (let input = 0; input < 10_000; input += 1) {
    const bytes = mutate(random);
    if (!decodeOrRefuse(bytes, `seed ${seed}, input ${input}: ${bytes.toString('hex')}`)) refused += 1;
  }
  // Both roads must be travelled, or the test would say nothing.
  expect(refused).toBeGreaterThan(1_000);
  expect(refused).toBeLessThan(9_000);
});

function decodeOrRefuse(bytes: Buffer, what?: string): boolean {
  try {
    decodeMessage(bytes);
    return true;
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw new Error(`the decoder crashed (${what})`, { cause: error });
    return false;
  }
}
