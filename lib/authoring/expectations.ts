import type { FailureReason, PhaseName } from '../model/failure.ts';
import { callPlace, PLACE } from './call-place.ts';
import type { Comparators, Otherwise, Written, WrittenExpectation, WrittenPattern } from './expectation-types.ts';

/** An expectation, as plain data that may be turned into a softer one. */
export type Expectation = WrittenExpectation & {
  /** What a miss means: `degraded` instead of `down`. */
  else(otherwise: Otherwise): Expectation;
};

/** A value that an expectation can be about. The argument of each comparator is as in YAML; durations and sizes are text. */
export interface Comparable {
  equals(value: Written): Expectation;
  in(...values: Written[]): Expectation;
  contains(text: string): Expectation;
  /** A JavaScript literal or text; the language is RE2's: no look-around, no references back. Flags: `i`, `m`, `s`. */
  matches(pattern: RegExp | string): Expectation;
  below(value: string | number): Expectation;
  above(value: string | number): Expectation;
  atLeast(value: string | number): Expectation;
  atMost(value: string | number): Expectation;
  exists(value?: boolean): Expectation;
  /** How many values there are: a number, or comparators such as `{ atLeast: 1 }`. */
  count(expected: number | Comparators): Expectation;
  /** The opposite: `body.not.contains('error')`. */
  readonly not: Omit<Comparable, 'not'>;
}

type Wrap = (comparison: Comparators) => WrittenExpectation;

function expectation(data: WrittenExpectation, soften: (otherwise: Otherwise) => WrittenExpectation): Expectation {
  const place = callPlace();
  const make = (from: WrittenExpectation): Expectation => {
    const made = { ...from, ...(place && { [PLACE]: place }) };
    return Object.defineProperty(made, 'else', {
      value: (otherwise: Otherwise) => make(soften(otherwise)),
    }) as Expectation;
  };
  return make(data);
}

function comparators(wrap: Wrap): Omit<Comparable, 'not'> {
  const done = (comparison: Comparators): Expectation =>
    expectation(wrap(comparison), (otherwise) => wrap({ ...comparison, else: otherwise }));
  return {
    equals: (value) => done({ equals: value }),
    in: (...values) => done({ in: values }),
    contains: (text) => done({ contains: text }),
    matches: (pattern) => done({ matches: written(pattern) }),
    below: (value) => done({ below: value }),
    above: (value) => done({ above: value }),
    atLeast: (value) => done({ atLeast: value }),
    atMost: (value) => done({ atMost: value }),
    exists: (value = true) => done({ exists: value }),
    count: (expected) => done({ count: expected }),
  };
}

function written(pattern: RegExp | string): WrittenPattern {
  if (typeof pattern === 'string') return pattern;
  // JavaScript writes / as \/ in a literal; in a pattern that is only noise.
  const source = pattern.source.replaceAll('\\/', '/');
  return pattern.flags === '' ? source : { pattern: source, flags: pattern.flags };
}

function comparable(wrap: Wrap): Comparable {
  const negated: Wrap = ({ else: otherwise, ...comparison }) =>
    wrap({ not: comparison, ...(otherwise && { else: otherwise }) });
  return { ...comparators(wrap), not: comparators(negated) };
}

const subject = (name: keyof WrittenExpectation): Comparable => comparable((comparison) => ({ [name]: comparison }));
const field = (name: keyof WrittenExpectation, of: string): Comparable =>
  comparable((comparison) => ({ [name]: { [of]: comparison } }));

/** The response's status code: numbers and ranges, any of which will do. @example status('200-299', 304) */
export const status = (...allowed: [number | string, ...(number | string)[]]): Expectation =>
  subject('status').in(...allowed);
/** The response's body, as text. @example body.matches(/Welcome/) */
export const body = subject('body');
/** A response header; its name counts in any case. @example header('Content-Type').contains('json') */
export const header = (name: string): Comparable => field('header', name);
/** A value of a JSON body. @example json('$.items').count({ atLeast: 1 }) */
export const json = (path: string): Comparable => field('json', path);
/** How many redirects were followed. */
export const redirects = subject('redirects');
/** The HTTP version: 1.1, 1. */
export const version = subject('version');
/** Bytes of the body, after decompression. @example size.below('1MiB') */
export const size = subject('size');
/** The final address, after redirects. */
export const url = subject('url');
/** All text of a dialogue. */
export const text = subject('text');
/** The address that was connected to. */
export const address = subject('address');
/** The DNS response code; any of those given will do. @example rcode('NXDOMAIN') */
export const rcode = (...allowed: [string, ...string[]]): Expectation => subject('rcode').in(...allowed);
/** The serial of the SOA record in the answer. */
export const serial = subject('serial');
/** A flag of the DNS answer that must be set. @example flag('aa') */
export const flag = (name: 'aa' | 'tc' | 'rd' | 'ra' | 'ad' | 'cd', set = true): Expectation =>
  field('flag', name).equals(set);
/** The probe must fail, for one of these reasons. @example reason('connect_refused') */
export const reason = (...allowed: [FailureReason, ...FailureReason[]]): Expectation =>
  subject('reason').in(...allowed);

/** Time: of the whole attempt, or of one phase. @example duration.below('800ms').else('degraded') */
export const duration = {
  ...subject('duration'),
  of: (phase: Exclude<PhaseName, 'expect' | 'capture'>): Comparable => field('duration', phase),
};

/** The server's certificate. @example certificate.validFor('14d').else('degraded') */
export const certificate = {
  /** At least so long until the earliest expiry among the certificates sent. */
  validFor: (atLeast: string): Expectation => field('certificate', 'validFor').atLeast(atLeast),
  subject: field('certificate', 'subject'),
  issuer: field('certificate', 'issuer'),
  names: field('certificate', 'names'),
  serial: field('certificate', 'serial'),
  fingerprint: field('certificate', 'fingerprint'),
  keyType: field('certificate', 'keyType'),
  keyBits: field('certificate', 'keyBits'),
  signature: field('certificate', 'signature'),
  selfSigned: field('certificate', 'selfSigned'),
  verified: field('certificate', 'verified'),
  chainLength: field('certificate', 'chainLength'),
};

const section = (name: 'answer' | 'authority' | 'additional') => ({
  ...subject(name),
  /** At least one record. */
  any: field(name, 'any'),
  /** Every record. */
  every: field(name, 'every'),
  /** No record. */
  none: field(name, 'none'),
  /** How many records. */
  records: field(name, 'count'),
  /** Every record's time to live, in seconds. */
  ttl: field(name, 'ttl'),
});
/** The records of the answer, in presentation form. @example answer.any.contains('192.0.2.1') */
export const answer = section('answer');
/** The records of the authority section. */
export const authority = section('authority');
/** The records of the additional section. */
export const additional = section('additional');
/** What the TLS handshake agreed on; joined to the `tls` builder. */
export const tlsSubjects = {
  version: field('tls', 'version'),
  cipher: field('tls', 'cipher'),
  alpn: field('tls', 'alpn'),
};
