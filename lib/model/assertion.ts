import type { FailureReason } from './failure.ts';

/** A value that a comparison can be about. */
export type Scalar = string | number | boolean | null;

/** An inclusive range of numbers, as `200-299` of a status. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * A regular expression that is matched in linear time. The language is RE2's; `engine` says who runs it: `v8` is V8's
 * linear engine, chosen at compile time where both mean the same (`source` is then already translated), `re2` is re2js.
 */
export interface Pattern {
  /** As the person wrote it; shown in messages. */
  readonly text: string;
  readonly source: string;
  /** Any of `i`, `m`, `s`, each once, in this order. */
  readonly flags: string;
  readonly engine: 'v8' | 're2';
}

/** How a fact is compared with what was expected. Durations are milliseconds, sizes bytes. */
export type Comparison =
  | { readonly op: 'equals'; readonly value: Scalar }
  | { readonly op: 'not'; readonly of: Comparison }
  | { readonly op: 'in'; readonly values: readonly (Scalar | Range)[] }
  | { readonly op: 'contains'; readonly value: string }
  | { readonly op: 'matches'; readonly pattern: Pattern }
  | { readonly op: 'below' | 'above' | 'atLeast' | 'atMost'; readonly value: number }
  | { readonly op: 'exists'; readonly value: boolean }
  | { readonly op: 'count'; readonly of: Comparison };

export type Comparator = Comparison['op'];
export const COMPARATORS = [
  'equals',
  'not',
  'in',
  'contains',
  'matches',
  'below',
  'above',
  'atLeast',
  'atMost',
  'exists',
  'count',
] as const satisfies readonly Comparator[];

/**
 * What an assertion can be about, by kind; the value says how its `field` is used: `none`, `name` (a free name such as
 * a header's or a JSON path, required), or the list of allowed fields ('' stands for «may be left out»).
 */
const COMMON = {
  /** Milliseconds of the attempt, or of one phase. */
  duration: ['', 'resolve', 'connect', 'tls', 'processing', 'transfer', 'request', 'dialogue'],
  /** The address that was connected to. */
  address: 'none',
  /** The failure that must happen. */
  reason: 'none',
} as const;

const TLS = {
  /** `validFor` is the milliseconds until the earliest expiry among the certificates sent. */
  certificate: [
    'validFor',
    'subject',
    'issuer',
    'names',
    'serial',
    'fingerprint',
    'keyType',
    'keyBits',
    'signature',
    'selfSigned',
    'verified',
    'chainLength',
  ],
  tls: ['version', 'cipher', 'alpn'],
} as const;

const SECTION = ['', 'any', 'every', 'none', 'count', 'ttl'] as const;

export const SUBJECTS = {
  http: {
    ...COMMON,
    ...TLS,
    status: 'none',
    header: 'name',
    body: 'none',
    json: 'name',
    redirects: 'none',
    version: 'none',
    /** Bytes of the body after decompression. */
    size: 'none',
    /** The final address after redirects. */
    url: 'none',
  },
  tcp: { ...COMMON, ...TLS, /** All text received in the dialogue. */ text: 'none' },
  tls: { ...COMMON, ...TLS },
  dns: {
    ...COMMON,
    ...TLS,
    rcode: 'none',
    /** Records in presentation form, `name TTL class type data` separated by tabs. `any` is meant when no field is given. */
    answer: SECTION,
    authority: SECTION,
    additional: SECTION,
    /** The serial of the SOA record in the answer. */
    serial: 'none',
    flag: ['aa', 'tc', 'rd', 'ra', 'ad', 'cd'],
  },
} as const satisfies Record<string, Record<string, 'none' | 'name' | readonly string[]>>;

export type Subject = { [K in keyof typeof SUBJECTS]: keyof (typeof SUBJECTS)[K] }[keyof typeof SUBJECTS];

/** An expectation as declared: the fact named by subject and field, how it is compared, and what a miss means. */
export interface Assertion {
  readonly subject: Subject;
  /** A header's name, a JSON path, a phase, a certificate's field; absent where the subject has none. */
  readonly field?: string;
  readonly comparison: Comparison;
  /** The outcome when it does not hold. */
  readonly otherwise: 'down' | 'degraded';
}

/** An assertion, judged. */
export interface Check {
  readonly subject: Subject;
  readonly field?: string;
  /** What was expected, in words: `in 200-299`, `below 800ms`. */
  readonly expected: string;
  /** What was seen, in words, redacted and cut at 512 characters; absent when it was not seen at all. */
  readonly actual?: string;
  readonly passed: boolean;
  readonly otherwise: 'down' | 'degraded';
  /** The reason that a miss stands for. */
  readonly reason: FailureReason;
}
