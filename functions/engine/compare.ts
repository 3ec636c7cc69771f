import type { Comparison, Pattern, Range, Scalar } from '../../lib/model/assertion.ts';
import type { Fact, Matcher } from '../../lib/model/prober.ts';

/** How many of several values must satisfy. Of none at all, `any` and `every` do not hold, `none` does. */
export type Quantifier = 'any' | 'every' | 'none';

export interface CompareOptions {
  readonly quantifier: Quantifier;
  readonly matcher: (pattern: Pattern) => Promise<Matcher>;
  /** Whether `"5"` and `5` differ, as they do in JSON; a header's `5` is only ever text. */
  readonly strict: boolean;
}

/**
 * Whether a fact is as expected. What was not seen satisfies nothing but that it does not exist. Under `any`, `not`
 * turns the whole round: no value may satisfy; under the other quantifiers it speaks of each value.
 */
export async function holds(comparison: Comparison, fact: Fact, options: CompareOptions): Promise<boolean> {
  const values = valuesOf(fact);
  if (comparison.op === 'exists') return (values !== undefined && values.length > 0) === comparison.value;
  if (comparison.op === 'not' && (asksExistence(comparison) || (values && options.quantifier === 'any'))) {
    return !(await holds(comparison.of, fact, options));
  }
  if (values === undefined) return false;
  if (comparison.op === 'count') return holds(comparison.of, values.length, { ...options, quantifier: 'any' });
  let satisfied = 0;
  for (const value of values) if (await satisfies(comparison, value, options)) satisfied += 1;
  if (options.quantifier === 'none') return satisfied === 0;
  return satisfied > 0 && (options.quantifier === 'any' || satisfied === values.length);
}

function valuesOf(fact: Fact): readonly Scalar[] | undefined {
  if (fact === undefined) return undefined;
  return typeof fact === 'object' && fact !== null ? fact : [fact];
}

function asksExistence(comparison: Comparison): boolean {
  return comparison.op === 'not' ? asksExistence(comparison.of) : comparison.op === 'exists';
}

async function satisfies(comparison: Comparison, value: Scalar, options: CompareOptions): Promise<boolean> {
  switch (comparison.op) {
    case 'equals':
      return equal(comparison.value, value, options.strict);
    case 'not':
      return !(await satisfies(comparison.of, value, options));
    case 'in':
      return comparison.values.some((one) =>
        isRange(one) ? within(one, toNumber(value)) : equal(one, value, options.strict),
      );
    case 'contains':
      return String(value).includes(comparison.value);
    case 'matches':
      return (await options.matcher(comparison.pattern))(String(value)) !== undefined;
    case 'below':
      return toNumber(value) < comparison.value;
    case 'above':
      return toNumber(value) > comparison.value;
    case 'atLeast':
      return toNumber(value) >= comparison.value;
    case 'atMost':
      return toNumber(value) <= comparison.value;
    case 'exists':
      return comparison.value;
    case 'count':
      return satisfies(comparison.of, 1, options);
  }
}

function equal(expected: Scalar, actual: Scalar, strict: boolean): boolean {
  if (expected === actual) return true;
  return !strict && typeof expected !== typeof actual && expected !== null && String(expected) === String(actual);
}

function isRange(one: Scalar | Range): one is Range {
  return typeof one === 'object' && one !== null;
}

function within(range: Range, value: number): boolean {
  return value >= range.from && value <= range.to;
}

/** NaN, which no comparison of numbers accepts, for what is not a number. */
function toNumber(value: Scalar): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}
