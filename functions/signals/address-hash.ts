/** FNV-1a (32 bit) of an address's 4 or 16 bytes, as blackbox_exporter computes it. */
export function addressHash(ip: string): number {
  let hash = 0x811c9dc5;
  for (const byte of ip.includes(':') ? bytesOfIp6(ip) : bytesOfIp4(ip)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function bytesOfIp4(ip: string): number[] {
  return ip.split('.').map(Number);
}

/** RFC 4291 §2.2, with an IPv4 address at the end and a zone behind it where there are. */
function bytesOfIp6(ip: string): number[] {
  const [head = '', tail] = ip.replace(/%.*$/, '').split('::');
  const before = bytesOfGroups(head);
  const after = bytesOfGroups(tail ?? '');
  return [...before, ...Array<number>(16 - before.length - after.length).fill(0), ...after];
}

function bytesOfGroups(text: string): number[] {
  return text
    .split(':')
    .filter((group) => group !== '')
    .flatMap((group) => {
      if (group.includes('.')) return bytesOfIp4(group);
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    });
}
