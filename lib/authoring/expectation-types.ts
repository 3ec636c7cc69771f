import type { Subject } from '../model/assertion.ts';

/** A single value as a person writes it. Durations (`800ms`, `14d`), sizes (`64KiB`) and ranges (`200-299`) are text. */
export type Written = string | number | boolean | null;

/** A regular expression in RE2's language: text, or text with any of the flags `i`, `m`, `s`; in TypeScript a literal. */
export type WrittenPattern = string | { readonly pattern: string; readonly flags?: string } | RegExp;

/** What a miss means for the outcome. */
export type Otherwise = 'down' | 'degraded';

/** Comparators; all that are given must hold. */
export interface Comparators {
  readonly equals?: Written;
  /** Holds when the comparison inside does not. A value means «not equal», a list «none of». */
  readonly not?: WrittenComparison;
  /** One of the values; where a number is compared, ranges such as `200-299` count as well. */
  readonly in?: Written | readonly Written[];
  /** The text occurs in it. */
  readonly contains?: string;
  readonly matches?: WrittenPattern;
  readonly below?: string | number;
  readonly above?: string | number;
  readonly atLeast?: string | number;
  readonly atMost?: string | number;
  /** Whether there is such a value at all. */
  readonly exists?: boolean;
  /** How many values there are. */
  readonly count?: WrittenComparison;
  /** @default 'down' */
  readonly else?: Otherwise;
}

/** A value stands for `equals` (of a certificate's `validFor`: at least), a list for `in`. */
export type WrittenComparison = Written | readonly Written[] | Comparators;

/** What one subject is compared with; for subjects with fields or names (header, json, certificate …) a map of them. */
export type WrittenSubject = WrittenComparison | { readonly [field: string]: WrittenComparison };

/** One expectation as plain data, the same in YAML and TypeScript: `{ status: '200-299' }`. */
export type WrittenExpectation = { readonly [S in Subject]?: WrittenSubject };
