const IP4_IN_IP6 = /^0{20}ffff/;

export function ip4Text(bytes: Uint8Array): string {
  return bytes.join('.');
}

/** RFC 5952; an address that carries an IPv4 address shows it in dotted form. */
export function ip6Text(bytes: Buffer): string {
  if (IP4_IN_IP6.test(bytes.toString('hex'))) return `::ffff:${ip4Text(bytes.subarray(12))}`;
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  const full = groups.join(':');
  // The first of the longest runs of at least two zero groups is left out.
  const runs = [...`${full}:`.matchAll(/\b(?:0:){2,}/g)].sort((a, b) => b[0].length - a[0].length);
  const zeros = runs[0];
  if (zeros === undefined) return full;
  return `${full.slice(0, Math.max(0, zeros.index - 1))}::${full.slice(zeros.index + zeros[0].length)}`;
}
