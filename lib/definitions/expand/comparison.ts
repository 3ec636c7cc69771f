import type { Comparators, Written, WrittenComparison } from '../../authoring/expectation-types.ts';
import { COMPARATORS, type Comparison, type Range, type Scalar } from '../../model/assertion.ts';
import type { FactType } from '../schema/comparison.ts';
import type { ValuePath } from '../types.ts';
import { durationMs, RANGE, sizeBytes } from '../units.ts';
import type { Expansion } from './expansion.ts';
import { expandPattern } from './pattern.ts';

/** A comparison as written, as those of the model: a map of several comparators makes several, all of which must hold. */
export function expandComparison(
  written: WrittenComparison,
  type: FactType,
  path: ValuePath,
  expansion: Expansion,
): Comparison[] {
  if (isList(written)) return [{ op: 'in', values: written.map((one) => inValue(one, type)) }];
  if (typeof written !== 'object' || written === null) return [bare(written, type)];
  return expandComparators(written, type, path, expansion);
}

export const isList = (value: unknown): value is readonly Written[] => Array.isArray(value);

/** A value alone: equals; of a validity at least; a range is a range. */
function bare(value: Written, type: FactType): Comparison {
  if (type === 'validity') return { op: 'atLeast', value: amount(value, type) };
  return oneOf([value], type);
}

/** `in` with a single plain value says less well what `equals` says. */
function oneOf(values: readonly Written[], type: FactType): Comparison {
  const converted = values.map((value) => inValue(value, type));
  const [only] = converted;
  if (converted.length === 1 && only !== undefined && !isRange(only)) return { op: 'equals', value: only };
  return { op: 'in', values: converted };
}

const isRange = (value: Scalar | Range): value is Range => typeof value === 'object' && value !== null;

/** Comparators of a map, in the order of the model; `else` and fields are the caller's. */
export function expandComparators(
  written: Comparators,
  type: FactType,
  path: ValuePath,
  expansion: Expansion,
): Comparison[] {
  return COMPARATORS.flatMap((op): Comparison[] => {
    const value = written[op];
    return value === undefined ? [] : [one(op, value, type, [...path, op], expansion)];
  });
}

function one(op: Comparison['op'], value: unknown, type: FactType, path: ValuePath, expansion: Expansion): Comparison {
  switch (op) {
    case 'equals':
      return { op, value: scalarOf(value as Written, type) };
    case 'not':
      return { op, of: single(expandComparison(value as WrittenComparison, type, path, expansion), path, expansion) };
    case 'count':
      return {
        op,
        of: single(expandComparison(value as WrittenComparison, 'number', path, expansion), path, expansion),
      };
    case 'in':
      return oneOf(isList(value) ? value : [value as Written], type);
    case 'contains':
      return { op, value: String(value) };
    case 'matches':
      return { op, pattern: expandPattern(value as string, path, expansion) };
    case 'exists':
      return { op, value: value === true };
    default:
      return { op, value: amount(value as Written, type) };
  }
}

/** `not` and `count` hold one comparison; «neither of several» would be read in two ways. */
function single(comparisons: readonly Comparison[], path: ValuePath, expansion: Expansion): Comparison {
  const [only, ...more] = comparisons;
  if (!only || more.length > 0) {
    expansion.report('PW2007', path, {
      message: `«${String(path.at(-1))}» holds ${only ? 'several comparators' : 'no comparator'}; it takes one.`,
      allowed: 'a value, a list, or a map with one comparator',
      remedy: 'Write one expectation for each comparator.',
    });
  }
  return only ?? { op: 'exists', value: true };
}

function inValue(value: Written, type: FactType): Scalar | Range {
  const [, from, to] = (type === 'ranged' && typeof value === 'string' && RANGE.exec(value)) || [];
  return from === undefined ? scalarOf(value, type) : { from: Number(from), to: Number(to) };
}

function scalarOf(value: Written, type: FactType): Scalar {
  if (type === 'duration' || type === 'validity' || type === 'size' || type === 'seconds') return amount(value, type);
  return type === 'text' && typeof value === 'number' ? String(value) : value;
}

/** Milliseconds, bytes, seconds or a plain number. The schema has seen to it that the text is one. */
function amount(value: Written, type: FactType): number {
  if (typeof value === 'number') return value;
  const text = String(value);
  if (type === 'size') return sizeBytes(text) ?? Number.NaN;
  if (type === 'seconds') return (durationMs(text) ?? Number.NaN) / 1_000;
  return type === 'duration' || type === 'validity' ? (durationMs(text) ?? Number.NaN) : Number(text);
}
