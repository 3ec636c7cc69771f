import { type AddressBytes, formatAddress, isMapped, parseAddress } from './address-text.ts';

/** FNV-1a, 32 bits, of the 4 or 16 bytes: the value of `probe_ip_addr_hash`. 0 when the text is no address. */
export function addressHash(text: string): number {
  const bytes = parseAddress(text) ?? [];
  if (bytes.length === 0) return 0;
  let hash = 0x811c9dc5;
  for (const byte of isMapped(bytes) ? bytes.slice(12) : bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** What sort of address it is, as far as it matters to who may probe it. */
export type AddressClass =
  | 'loopback'
  | 'unspecified'
  | 'link-local'
  /** Where a cloud gives its machines their credentials. */
  | 'metadata'
  | 'multicast'
  | 'broadcast'
  | 'private'
  | 'public';

/** Bytes, and how many bits of them count. */
type Prefix = readonly [bytes: AddressBytes, bits: number];

/** The first that matches counts. */
const IP4: readonly (readonly [AddressClass, Prefix])[] = [
  ['metadata', [[169, 254, 169, 254], 32]],
  // Credentials of ECS tasks and EKS pods.
  ['metadata', [[169, 254, 170, 0], 24]],
  ['link-local', [[169, 254], 16]],
  ['unspecified', [[0], 8]],
  ['loopback', [[127], 8]],
  ['broadcast', [[255, 255, 255, 255], 32]],
  ['multicast', [[224], 4]],
  ['private', [[10], 8]],
  ['private', [[172, 16], 12]],
  ['private', [[192, 168], 16]],
  ['private', [[100, 64], 10]],
];
const IP6: readonly (readonly [AddressClass, Prefix])[] = [
  ['metadata', [[0xfd, 0x00, 0x0e, 0xc2], 32]],
  ['unspecified', [Array<number>(16).fill(0), 128]],
  ['loopback', [[...Array<number>(15).fill(0), 1], 128]],
  ['link-local', [[0xfe, 0x80], 10]],
  ['multicast', [[0xff], 8]],
  ['private', [[0xfc], 7]],
  ['private', [[0xfe, 0xc0], 10]],
];

/** IPv6 addresses behind which an IPv4 address is reached, and the places of its four bytes. */
const DISGUISES: readonly (readonly [name: string, Prefix, ...places: readonly (readonly number[])[]])[] = [
  ['IPv4-mapped', [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff], 96], [12, 13, 14, 15]],
  ['IPv4-compatible', [Array<number>(12).fill(0), 96], [12, 13, 14, 15]],
  ['IPv4-translated', [[0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0], 96], [12, 13, 14, 15]],
  ['NAT64', [[0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], 96], [12, 13, 14, 15]],
  // RFC 8215: a network's own NAT64, with the layout of RFC 6052 for /96, or for /48, which ends in zeros.
  ['NAT64', [[0, 0x64, 0xff, 0x9b, 0, 1], 48], [12, 13, 14, 15], [6, 7, 9, 10]],
  ['6to4', [[0x20, 0x02], 16], [2, 3, 4, 5]],
];

/** The class of an address; of one in disguise, the most delicate class that it can be. */
export function classifyAddress(bytes: AddressBytes): AddressClass {
  return inDisguise(bytes)?.is ?? table(bytes, bytes.length === 4 ? IP4 : IP6);
}

/** The IPv4 address that an IPv6 address stands for, where it does. */
interface Disguise {
  readonly name: string;
  readonly hidden: AddressBytes;
  readonly is: AddressClass;
}

function inDisguise(bytes: AddressBytes): Disguise | undefined {
  if (bytes.length !== 16 || IP6.some(([, prefix]) => prefix[1] === 128 && hasPrefix(bytes, prefix))) return undefined;
  const found = DISGUISES.filter(([, prefix]) => hasPrefix(bytes, prefix)).flatMap(([name, , ...places]) =>
    places
      .map((place) => place.map((at) => bytes[at] ?? 0))
      // Of two layouts the one whose places hold zeros is not meant.
      .filter((hidden) => places.length === 1 || hidden[0] !== 0)
      .map((hidden): Disguise => ({ name, hidden, is: table(hidden, IP4) })),
  );
  return found.find(({ is }) => is !== 'public' && is !== 'private') ?? found[0];
}

function table(bytes: AddressBytes, classes: typeof IP4): AddressClass {
  return classes.find(([, prefix]) => hasPrefix(bytes, prefix))?.[0] ?? 'public';
}

function hasPrefix(bytes: AddressBytes, [prefix, bits]: Prefix): boolean {
  if (bytes.length * 8 < bits) return false;
  return prefix.every((byte, at) => {
    const mask = (0xff00 >> Math.min(8, Math.max(0, bits - at * 8))) & 0xff;
    return ((bytes[at] ?? 0) & mask) === (byte & mask);
  });
}

/** From where is connected: this machine, a Lambda function, or another machine of yours (in a VPC or not). */
export type Place = 'local' | 'lambda' | 'own';

export interface AddressRules {
  readonly place: Place;
  /** What the probe says; has no effect in a Lambda function. */
  readonly allowLinkLocal: boolean;
}

/** Why an address must not be connected to from a place, in words; undefined where it may. Private ranges always may. */
export function refusal(ip: string, { place, allowLinkLocal }: AddressRules): string | undefined {
  const bytes = parseAddress(ip);
  if (!bytes) return `${ip} is not an IP address`;
  const disguise = inDisguise(bytes);
  const what = disguise ? `${ip} is ${formatAddress(disguise.hidden)} in ${disguise.name} form,` : `${ip} is`;
  switch (classifyAddress(bytes)) {
    case 'loopback':
    case 'unspecified':
      if (place === 'local') return undefined;
      return `${what} an address of the probing machine itself, which may be probed at the location local only`;
    case 'metadata':
      return linkLocal(`${what} an address where the cloud hands out credentials`, place, allowLinkLocal);
    case 'link-local':
      return linkLocal(`${what} a link-local address`, place, allowLinkLocal);
    case 'multicast':
    case 'broadcast':
      return `${what} the address of a group of machines; a probe looks at one`;
    default:
      return undefined;
  }
}

function linkLocal(what: string, place: Place, allowed: boolean): string | undefined {
  if (place === 'lambda') return `${what}, which is never probed from a Lambda function`;
  return allowed ? undefined : `${what}, which is probed only where the probe says allowLinkLocal: true`;
}
