import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AddressRules, addressHash, classifyAddress, refusal } from '../../../lib/model/address.ts';
import { type AddressBytes, formatAddress, parseAddress } from '../../../lib/model/address-text.ts';

const LAMBDA: AddressRules = { place: 'lambda', allowLinkLocal: true };
const OWN: AddressRules = { place: 'own', allowLinkLocal: false };
const LOCAL: AddressRules = { place: 'local', allowLinkLocal: false };

const bytes = (length: number) => fc.array(fc.integer({ min: 0, max: 255 }), { minLength: length, maxLength: length });
const hex = (value: number) => value.toString(16).padStart(2, '0');
const pair = (first: number | undefined, second: number | undefined) => `${hex(first ?? 0)}${hex(second ?? 0)}`;

/** Every way in which an IPv4 address is dressed as IPv6. */
const dressings: readonly ((ip4: AddressBytes) => string)[] = [
  (ip) => `::ffff:${ip.join('.')}`,
  ([a, b, c, d]) => `::FFFF:${pair(a, b)}:${pair(c, d)}`,
  (ip) => `0:0:0:0:0:ffff:${ip.join('.')}`,
  (ip) => `64:ff9b::${ip.join('.')}`,
  (ip) => `64:ff9b:1::${ip.join('.')}`,
  ([a, b, c, d]) => `64:ff9b:1:${pair(a, b)}:${pair(0, c)}:${pair(d, 0)}::`,
  ([a, b, c, d]) => `2002:${pair(a, b)}:${pair(c, d)}::1`,
  (ip) => `::ffff:0:${ip.join('.')}`,
  (ip) => `::${ip.join('.')}`,
];

describe('the address guard', () => {
  it('refuses loopback, link-local and metadata addresses in every disguise in a Lambda function', () => {
    const delicate = fc.oneof(
      bytes(3).map((rest) => [127, ...rest]),
      bytes(2).map((rest) => [169, 254, ...rest]),
      fc.constant([169, 254, 169, 254]),
    );
    fc.assert(
      fc.property(delicate, fc.constantFrom(...dressings), (ip4, dress) => {
        expect(refusal(ip4.join('.'), LAMBDA)).toBeDefined();
        expect(refusal(dress(ip4), LAMBDA)).toBeDefined();
      }),
    );
  });

  it('lets every public and private address through, dressed or not', () => {
    const harmless = bytes(4).filter((ip) => ['public', 'private'].includes(classifyAddress(ip)));
    fc.assert(
      fc.property(harmless, fc.constantFrom(...dressings), (ip4, dress) => {
        expect(refusal(ip4.join('.'), LAMBDA)).toBeUndefined();
        expect(refusal(dress(ip4), LAMBDA)).toBeUndefined();
      }),
    );
  });

  it.each([
    ['127.0.0.1', false, false, true],
    ['::1', false, false, true],
    ['0.0.0.0', false, false, true],
    ['::', false, false, true],
    ['169.254.1.1', false, false, false],
    ['fe80::1', false, false, false],
    ['fe80::1%eth0', false, false, false],
    ['169.254.169.254', false, false, false],
    ['fd00:ec2::254', false, false, false],
    ['224.0.0.251', false, false, false],
    ['ff02::1', false, false, false],
    ['255.255.255.255', false, false, false],
    ['10.1.2.3', true, true, true],
    ['172.31.0.1', true, true, true],
    ['192.168.0.1', true, true, true],
    ['100.64.0.1', true, true, true],
    ['fd00::1', true, true, true],
    ['8.8.8.8', true, true, true],
    ['2001:4860:4860::8888', true, true, true],
    ['localhost', false, false, false],
  ])('decides about %s by the place: lambda %s, own %s, local %s', (ip, lambda, own, local) => {
    expect([LAMBDA, OWN, LOCAL].map((rules) => refusal(ip, rules) === undefined)).toEqual([lambda, own, local]);
  });

  it('allows link-local addresses where the probe says so, but never in a Lambda function', () => {
    for (const ip of ['169.254.1.1', 'fe80::1', '169.254.169.254', '::ffff:169.254.1.1']) {
      expect(refusal(ip, { place: 'own', allowLinkLocal: true })).toBeUndefined();
      expect(refusal(ip, { place: 'local', allowLinkLocal: true })).toBeUndefined();
      expect(refusal(ip, LAMBDA)).toMatch(/never probed from a Lambda function/);
    }
  });

  it('says what hides behind a disguise and what may be done', () => {
    expect(refusal('::ffff:a9fe:a9fe', OWN)).toBe(
      '::ffff:a9fe:a9fe is 169.254.169.254 in IPv4-mapped form, an address where the cloud hands out credentials, which is probed only where the probe says allowLinkLocal: true',
    );
  });
});

describe('addresses', () => {
  it.each([
    ['127.0.0.1', 3668918509],
    ['::1', 1751717746],
    ['8.8.8.8', 2350491669],
    ['1.1.1.1', 357429369],
    ['192.0.2.1', 1969986452],
    ['2001:db8::1', 1851458804],
    ['::ffff:127.0.0.1', 3668918509],
    ['nowhere', 0],
  ])('hash %s as blackbox_exporter does', (ip, hash) => {
    expect(addressHash(ip)).toBe(hash);
  });

  it('are the same after writing and reading', () => {
    fc.assert(
      fc.property(fc.oneof(bytes(4), bytes(16)), (ip) => {
        const text = formatAddress(ip);
        const read = parseAddress(text) ?? [];
        expect(read.length === 4 && ip.length === 16 ? ip.slice(12) : ip).toEqual(read);
      }),
    );
  });

  it('are written as the URL standard writes them', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0, 0, 1, 0xff), { minLength: 16, maxLength: 16 }), (ip) => {
        const full = Array.from({ length: 8 }, (_, at) => pair(ip[at * 2], ip[at * 2 + 1])).join(':');
        const written = formatAddress(ip);
        if (written.includes(':')) expect(written).toBe(new URL(`http://[${full}]`).hostname.slice(1, -1));
      }),
    );
  });

  it.each([
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '0x7f.0.0.1',
    '2130706433',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '::1.2.3',
    '1.2.3.4::',
    '',
  ])('do not include «%s»', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });
});
