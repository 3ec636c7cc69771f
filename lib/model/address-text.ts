/** IP addresses as bytes: 4 or 16 of them. */
export type AddressBytes = readonly number[];

/** Reads an IPv4 address in dotted decimal or an IPv6 address (RFC 4291 §2.2); undefined for anything else. A zone (`%eth0`) is left away. */
export function parseAddress(text: string): AddressBytes | undefined {
  const [plain = ''] = text.split('%', 1);
  return plain.includes(':') ? parseIp6(plain) : parseIp4(plain);
}

function parseIp4(text: string): AddressBytes | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  // A leading zero would be octal to some and decimal to others.
  const bytes = parts.map((part) => (/^(?:0|[1-9]\d{0,2})$/.test(part) ? Number(part) : 256));
  return bytes.every((byte) => byte < 256) ? bytes : undefined;
}

function parseIp6(text: string): AddressBytes | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groups(halves[1] ?? '', true) : [];
  if (!head || !tail) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return [...head, ...Array<number>(missing).fill(0), ...tail];
}

/** Groups of four hex digits; the very last may be an IPv4 address. */
function groups(text: string, last: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const ip4 = last && index === parts.length - 1 ? parseIp4(part) : undefined;
    if (ip4) bytes.push(...ip4);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part))
      bytes.push(Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 255);
    else return undefined;
  }
  return bytes;
}

/** The shortest text (RFC 5952); an IPv4-mapped address is written as the IPv4 address it is, as Go does. */
export function formatAddress(bytes: AddressBytes): string {
  if (bytes.length === 4) return bytes.join('.');
  if (isMapped(bytes)) return bytes.slice(12).join('.');
  const words = Array.from({ length: 8 }, (_, at) =>
    (((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)).toString(16),
  );
  const text = words.join(':');
  const [longest = ''] = [...text.matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)]
    .map(([run]) => run)
    .sort((a, b) => b.length - a.length);
  if (longest === '') return text;
  const at = text.search(new RegExp(`(?:^|(?<=:))${longest}(?=:|$)`));
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}

/** Whether it is an IPv4 address in IPv6's clothes, `::ffff:192.0.2.1`. */
export function isMapped(bytes: AddressBytes): boolean {
  return bytes.length === 16 && bytes.slice(0, 12).every((byte, at) => byte === (at < 10 ? 0 : 0xff));
}
