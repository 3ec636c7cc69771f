import { describe, expect, test } from 'vitest';
import { holds, type Quantifier } from '../../../functions/engine/compare.ts';
import { COMPARATORS, type Comparison } from '../../../lib/model/assertion.ts';
import type { Fact } from '../../../lib/model/prober.ts';
import { matcher, pattern } from '../../support/tiny-engine.ts';

const equals = (value: string | number | boolean | null): Comparison => ({ op: 'equals', value });
const matches = (text: string): Comparison => ({ op: 'matches', pattern: pattern(text) });
const not = (of: Comparison): Comparison => ({ op: 'not', of });
const count = (of: Comparison): Comparison => ({ op: 'count', of });
const exists = (value: boolean): Comparison => ({ op: 'exists', value });

/** fact, comparison, whether it holds. */
const ONE_VALUE: readonly [Fact, Comparison, boolean][] = [
  [200, equals(200), true],
  ['200', equals(200), true],
  ['true', equals(true), true],
  [null, equals(null), true],
  ['null', equals(null), false],
  ['a', equals('b'), false],
  [200, { op: 'in', values: [{ from: 200, to: 299 }, 404] }, true],
  [299, { op: 'in', values: [{ from: 200, to: 299 }, 404] }, true],
  [300, { op: 'in', values: [{ from: 200, to: 299 }, 404] }, false],
  [404, { op: 'in', values: [{ from: 200, to: 299 }, 404] }, true],
  ['A', { op: 'in', values: ['A', 'B'] }, true],
  ['*.shop.test', { op: 'contains', value: '*.shop' }, true],
  ['www.shop.test', { op: 'contains', value: '*.shop' }, false],
  ['Welcome', matches('^Wel'), true],
  ['welcome', matches('^Wel'), false],
  [5, { op: 'below', value: 5 }, false],
  [4.9, { op: 'below', value: 5 }, true],
  ['4', { op: 'below', value: 5 }, true],
  ['', { op: 'below', value: 5 }, false],
  ['many', { op: 'atLeast', value: 0 }, false],
  [5, { op: 'above', value: 5 }, false],
  [5.1, { op: 'above', value: 5 }, true],
  [5, { op: 'atLeast', value: 5 }, true],
  [4, { op: 'atLeast', value: 5 }, false],
  [5, { op: 'atMost', value: 5 }, true],
  [6, { op: 'atMost', value: 5 }, false],
  [0, exists(true), true],
  [0, exists(false), false],
  [[], exists(true), false],
  [[], exists(false), true],
  ['one', count(equals(1)), true],
  [['a', 'b'], count({ op: 'atLeast', value: 2 }), true],
  [[], count(equals(0)), true],
  [200, not(equals(200)), false],
  [201, not(equals(200)), true],
  [201, not(not(equals(201))), true],
  [0, not(exists(true)), false],
  [['a', 'b'], not(count(equals(1))), true],
];

test('every comparator is in the table', () => {
  expect(new Set(ONE_VALUE.map(([, { op }]) => op))).toEqual(new Set(COMPARATORS));
});

test.each(ONE_VALUE)('%j as %j: %s', async (fact, comparison, expected) => {
  expect(await holds(comparison, fact, { quantifier: 'any', matcher, strict: false })).toBe(expected);
});

describe('what was not seen', () => {
  const all: Comparison[] = [
    equals('x'),
    not(equals('x')),
    { op: 'in', values: ['x'] },
    { op: 'contains', value: '' },
    matches('.*'),
    not(matches('x')),
    { op: 'below', value: 1 },
    { op: 'above', value: 1 },
    { op: 'atLeast', value: 0 },
    { op: 'atMost', value: 0 },
    count(equals(0)),
    exists(true),
    not(exists(false)),
  ];
  test.each(all)('does not satisfy %j', async (comparison) => {
    expect(await holds(comparison, undefined, { quantifier: 'any', matcher, strict: false })).toBe(false);
  });
  test.each([exists(false), not(exists(true))])('satisfies %j', async (comparison) => {
    expect(await holds(comparison, undefined, { quantifier: 'any', matcher, strict: false })).toBe(true);
  });
});

test('in JSON, text and numbers differ', async () => {
  const options = { quantifier: 'any', matcher, strict: true } as const;
  expect(await holds(equals(5), '5', options)).toBe(false);
  expect(await holds({ op: 'in', values: [5] }, '5', options)).toBe(false);
  expect(await holds(equals(5), 5, options)).toBe(true);
});

/** values, comparison, whether it holds for any, every, none. */
const SEVERAL: readonly [Fact, Comparison, boolean, boolean, boolean][] = [
  [['ab', 'b'], matches('a'), true, false, false],
  [['ab', 'a'], matches('a'), true, true, false],
  [['x', 'y'], matches('a'), false, false, true],
  [['ab', 'b'], not(matches('a')), false, false, false],
  [['x', 'y'], not(matches('a')), true, true, false],
  [[], matches('a'), false, false, true],
  [[], not(matches('a')), true, false, true],
];
const QUANTIFIERS: readonly Quantifier[] = ['any', 'every', 'none'];

test.each(SEVERAL)('of several values %j as %j: any %s, every %s, none %s', async (fact, comparison, ...expected) => {
  const judged = QUANTIFIERS.map((quantifier) => holds(comparison, fact, { quantifier, matcher, strict: false }));
  expect(await Promise.all(judged)).toEqual(expected);
});
