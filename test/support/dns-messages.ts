import { readFileSync } from 'node:fs';
import packet from 'dns-packet';

/** Messages with one record in the answer, as miekg/dns 1.1.68 packs them (compressed), and the record as it prints it. */
export const MIEKG_RECORDS: readonly { readonly bytes: Buffer; readonly text: string }[] = readFileSync(
  new URL('../functions/kinds/dns/miekg-records.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as [hex: string, text: string])
  .map(([hex, text]) => ({ bytes: Buffer.from(hex, 'hex'), text }));

/** The reply to a query by another implementation of DNS: the query's id and question, and what is added to it. */
export function replyTo(query: Buffer, reply: Partial<packet.Packet> & { readonly rcode?: number } = {}): Buffer {
  const asked = packet.decode(query);
  return packet.encode({
    ...asked,
    type: 'response',
    additionals: [],
    ...reply,
    flags: (reply.flags ?? packet.AUTHORITATIVE_ANSWER) | (asked.flags ?? 0) | (reply.rcode ?? 0),
  });
}

/** A generator of numbers that a seed determines (mulberry32): from 0 to below `limit`. */
export function createRandom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** A valid message with a few bytes changed, cut off, or with parts of another message behind it. */
export function mutate(random: (limit: number) => number): Buffer {
  const pick = () => MIEKG_RECORDS[random(MIEKG_RECORDS.length)]?.bytes ?? Buffer.alloc(12);
  let bytes = Buffer.from(pick());
  for (let change = random(4); change >= 0; change -= 1) {
    const kind = random(10);
    if (kind < 7) bytes[random(bytes.length)] = random(3) === 0 ? 0xc0 | random(2) : random(256);
    else if (kind < 8) bytes = bytes.subarray(0, 1 + random(bytes.length));
    else bytes = Buffer.concat([bytes, pick().subarray(random(40))]);
  }
  return bytes;
}
