import * as z from 'zod';
import type { WrittenComparison } from '../../authoring/expectation-types.ts';
import { boolean, duration, number, pattern, range, reason, scalar, size, strict, text } from './leaves.ts';

/** What sort of value a fact is: decides which comparators make sense, and what they compare with. */
export type FactType =
  | 'text'
  | 'number'
  | 'ranged'
  | 'boolean'
  | 'duration'
  | 'validity'
  | 'size'
  | 'seconds'
  | 'any'
  | 'reason';

const VALUES = {
  text: z.union([z.string(), z.number()], { error: 'text' }),
  number,
  ranged: z.union([z.number(), range], { error: 'range' }),
  boolean,
  duration,
  validity: duration,
  size: z.union([z.number(), size], { error: 'size' }),
  seconds: z.union([z.number(), duration], { error: 'duration' }),
  any: scalar,
  reason,
} as const satisfies Record<FactType, z.ZodType>;

const ORDERED: readonly FactType[] = ['number', 'ranged', 'duration', 'validity', 'size', 'seconds', 'any'];
const TEXTUAL: readonly FactType[] = ['text', 'any'];
const COUNTED: readonly FactType[] = ['text', 'any'];

export const otherwise = z.enum(['down', 'degraded']);
const made = new Map<FactType, z.ZodType<WrittenComparison>>();

/** The comparators of one sort of fact, each optional, with `else`. */
export function comparatorsOf(type: FactType): Record<string, z.ZodType> {
  const value = VALUES[type];
  const bound = type === 'any' ? number : type === 'ranged' ? number : value;
  const list = z.array(value, { error: 'list' });
  return {
    equals: value.optional(),
    get not() {
      return comparison(type).optional();
    },
    in: (type === 'ranged' ? z.union([range, list], { error: 'range' }) : list).optional(),
    ...(TEXTUAL.includes(type) && { contains: text.optional(), matches: pattern.optional() }),
    ...(ORDERED.includes(type) && {
      below: bound.optional(),
      above: bound.optional(),
      atLeast: bound.optional(),
      atMost: bound.optional(),
    }),
    exists: boolean.optional(),
    ...(COUNTED.includes(type) && {
      get count() {
        return comparison('number').optional();
      },
    }),
    else: otherwise.optional(),
  };
}

/** How a fact of a type is compared: a value, a list, or a map of comparators. */
export function comparison(type: FactType): z.ZodType<WrittenComparison> {
  const known = made.get(type);
  if (known) return known;
  const value = VALUES[type];
  const schema = z.union(
    [value, z.array(value, { error: 'list' }), strict(comparatorsOf(type), { error: 'comparators' })],
    { error: type === 'ranged' ? 'range' : type === 'validity' ? 'duration' : 'comparison' },
  ) as unknown as z.ZodType<WrittenComparison>;
  made.set(type, schema);
  return schema;
}
