/** The record types of the IANA registry that have a name of their own (the names are those of miekg/dns, which blackbox_exporter prints). */
const TYPES: Readonly<Record<string, number>> = {
  A: 1,
  NS: 2,
  MD: 3,
  MF: 4,
  CNAME: 5,
  SOA: 6,
  MB: 7,
  MG: 8,
  MR: 9,
  NULL: 10,
  PTR: 12,
  HINFO: 13,
  MINFO: 14,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  X25: 19,
  ISDN: 20,
  RT: 21,
  'NSAP-PTR': 23,
  SIG: 24,
  KEY: 25,
  PX: 26,
  GPOS: 27,
  AAAA: 28,
  LOC: 29,
  NXT: 30,
  EID: 31,
  NIMLOC: 32,
  SRV: 33,
  ATMA: 34,
  NAPTR: 35,
  KX: 36,
  CERT: 37,
  DNAME: 39,
  OPT: 41,
  APL: 42,
  DS: 43,
  SSHFP: 44,
  IPSECKEY: 45,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  DHCID: 49,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  HIP: 55,
  NINFO: 56,
  RKEY: 57,
  TALINK: 58,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  CSYNC: 62,
  ZONEMD: 63,
  SVCB: 64,
  HTTPS: 65,
  SPF: 99,
  UINFO: 100,
  UID: 101,
  GID: 102,
  UNSPEC: 103,
  NID: 104,
  L32: 105,
  L64: 106,
  LP: 107,
  EUI48: 108,
  EUI64: 109,
  NXNAME: 128,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
  URI: 256,
  CAA: 257,
  AVC: 258,
  AMTRELAY: 260,
  RESINFO: 261,
  TA: 32768,
  DLV: 32769,
};
const CLASSES: Readonly<Record<string, number>> = { IN: 1, CS: 2, CH: 3, HS: 4, NONE: 254, ANY: 255 };

/** Response codes, the extended ones (RFC 6891) included. */
const RCODES: Readonly<Record<number, string>> = {
  0: 'NOERROR',
  1: 'FORMERR',
  2: 'SERVFAIL',
  3: 'NXDOMAIN',
  4: 'NOTIMP',
  5: 'REFUSED',
  6: 'YXDOMAIN',
  7: 'YXRRSET',
  8: 'NXRRSET',
  9: 'NOTAUTH',
  10: 'NOTZONE',
  11: 'DSOTYPENI',
  16: 'BADSIG',
  17: 'BADKEY',
  18: 'BADTIME',
  19: 'BADMODE',
  20: 'BADNAME',
  21: 'BADALG',
  22: 'BADTRUNC',
  23: 'BADCOOKIE',
};

const typeNames = new Map(Object.entries(TYPES).map(([name, number]) => [number, name]));
const classNames = new Map(Object.entries(CLASSES).map(([name, number]) => [number, name]));

/** The number of a record type given by name (`MX`) or as `TYPE65` (RFC 3597); undefined when there is no such type. */
export function typeNumber(name: string): number | undefined {
  const upper = name.toUpperCase();
  if (Object.hasOwn(TYPES, upper)) return TYPES[upper];
  const match = /^TYPE(\d{1,5})$/.exec(upper);
  const number = match ? Number(match[1]) : Number.NaN;
  return number <= 0xffff ? number : undefined;
}

/** `MX`, or `TYPE65280` for a type without a name. */
export function typeName(number: number): string {
  return typeNames.get(number) ?? `TYPE${number}`;
}

/** The number of a class: `IN`, `CH`, `HS`, `ANY`; undefined when there is no such class. */
export function classNumber(name: string): number | undefined {
  const upper = name.toUpperCase();
  return Object.hasOwn(CLASSES, upper) ? CLASSES[upper] : undefined;
}

/** `IN`; `CLASS255` stands for ANY, since that name is also a type's. */
export function className(number: number): string {
  const name = classNames.get(number);
  return name === undefined || name === 'ANY' ? `CLASS${number}` : name;
}

/** `NXDOMAIN`, or `RCODE12` for a code without a name. */
export function rcodeName(number: number): string {
  return RCODES[number] ?? `RCODE${number}`;
}
