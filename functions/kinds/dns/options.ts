import type { ByteReader } from './byte-reader.ts';

/** An OPT pseudo record (RFC 6891) as `dig` shows it; its class is the sender's UDP size, its TTL holds version and flags. */
export function readOptions(udpSize: number, ttl: number, data: ByteReader): string {
  const dnssec = ttl & 0x8000 ? ' do' : '';
  let text = `\n;; OPT PSEUDOSECTION:\n; EDNS: version ${(ttl >>> 16) & 0xff}; flags:${dnssec}; udp: ${udpSize}`;
  while (data.left > 0) {
    const code = data.u16();
    text += `\n; OPT=${code}: ${data.take(data.u16()).toString('hex')}`;
  }
  return text;
}
