import packet from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { decodeMessage } from '../../../../functions/kinds/dns/message.ts';
import { createQuery, whyNotReply } from '../../../../functions/kinds/dns/query.ts';
import { FaultError } from '../../../../lib/model/failure.ts';
import { replyTo } from '../../../support/dns-messages.ts';

const ask = (query: string, more: { type?: string; class?: 'IN' | 'CH' | 'HS' | 'ANY'; recursion?: boolean } = {}) =>
  createQuery({ query, type: 'A', class: 'IN', recursion: true, ...more });

describe('a query', () => {
  test('is read by another implementation as it was meant, without EDNS', () => {
    const { bytes, id } = ask('shop.example', { type: 'mx' });
    expect(packet.decode(bytes)).toMatchObject({
      id,
      type: 'query',
      flag_rd: true,
      questions: [{ name: 'shop.example', type: 'MX', class: 'IN' }],
      additionals: [],
    });
    expect(bytes).toHaveLength(12 + 14 + 4);
  });

  test('asks for no recursion when told so, in any class', () => {
    const decoded = packet.decode(ask('version.bind', { type: 'TXT', class: 'CH', recursion: false }).bytes);
    expect(decoded).toMatchObject({ flag_rd: false, questions: [{ type: 'TXT', class: 'CH' }] });
  });

  test('has another id each time', () => {
    expect(new Set(Array.from({ length: 64 }, () => ask('a').id)).size).toBeGreaterThan(32);
  });

  test.each([
    ['a final dot changes nothing', 'shop.example.', 'shop.example.'],
    ['the root is a single dot', '.', '.'],
    ['case is kept', 'Shop.EXAMPLE', 'Shop.EXAMPLE.'],
    ['letters beyond ASCII become punycode', 'bücher.straße.例え。jp', 'xn--bcher-kva.xn--strae-oqa.xn--r8jz45g.jp.'],
    ['underscores and digits stay as they are', '_443._tcp.1.2.3', '_443._tcp.1.2.3.'],
    ['escapes give any byte', 'a\\.b.\\200\\032', 'a\\.b.\\200\\ .'],
  ])('%s', (_, given, name) => {
    const query = ask(given);
    expect(query.question.name).toBe(name);
    expect(decodeMessage(query.bytes).questions).toEqual([query.question]);
  });

  test.each([
    ['an empty name', '', /single dot for the root/],
    ['an empty label', 'a..b', /empty label/],
    ['a dot in front', '.a', /empty label/],
    ['a label of 64 octets', `${'a'.repeat(64)}.b`, /64 octets; at most 63/],
    ['a name of 256 octets', 'a'.repeat(63).concat('.').repeat(4), /257 octets on the wire; at most 255/],
    ['white space', 'shop example', /white space/],
    ['an escape beyond a byte', '\\256', /no byte/],
    ['letters without punycode', 'a\u{fffd}b', /no punycode form/],
  ])('refuses %s with PW5008', (_, given, expected) => {
    expect(() => ask(given)).toThrow(expected);
    expect(() => ask(given)).toThrow(expect.objectContaining({ code: 'PW5008' }));
  });

  test('refuses an unknown type with PW5008, and takes any as TYPE and a number', () => {
    expect(() => ask('a', { type: 'BOGUS' })).toThrow(FaultError);
    expect(() => ask('a', { type: 'TYPE65536' })).toThrow(/no record type/);
    expect(ask('a', { type: 'TYPE65' }).question.type).toBe(65);
    expect(ask('a', { type: 'https' }).question.type).toBe(65);
  });
});

describe('a reply is told from what is none', () => {
  const query = ask('Shop.example');
  const why = (bytes: Buffer) => whyNotReply(decodeMessage(bytes), query);

  test('the question may come back in other letters', () => {
    expect(why(replyTo(query.bytes))).toBeUndefined();
    const lower = packet.encode({
      ...packet.decode(query.bytes),
      type: 'response',
      questions: [{ name: 'shop.EXAMPLE', type: 'A' }],
    });
    expect(why(lower)).toBeUndefined();
  });

  test('another id, a query, another question and no question are none', () => {
    expect(why(replyTo(query.bytes, { id: (query.id + 1) % 65536 }))).toMatch(/its id is/);
    expect(why(query.bytes)).toMatch(/itself a query/);
    expect(why(replyTo(query.bytes, { questions: [{ name: 'other.example', type: 'A' }] }))).toMatch(
      /another question/,
    );
    expect(why(replyTo(query.bytes, { questions: [{ name: 'Shop.example', type: 'AAAA' }] }))).toMatch(
      /another question/,
    );
    expect(why(replyTo(query.bytes, { questions: [] }))).toMatch(/no question/);
  });

  test('an error may come back without the question', () => {
    expect(why(replyTo(query.bytes, { questions: [], rcode: 1 }))).toBeUndefined();
  });
});
