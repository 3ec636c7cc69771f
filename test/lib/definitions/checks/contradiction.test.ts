import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findContradiction, findOvershadow } from '../../../../lib/definitions/checks/contradiction.ts';
import type { Assertion, Comparison, Scalar } from '../../../../lib/model/assertion.ts';

const on = (subject: Assertion['subject'], comparison: Comparison, field?: string): Assertion => ({
  subject,
  comparison,
  otherwise: 'down',
  ...(field !== undefined && { field }),
});
const equals = (value: Scalar): Comparison => ({ op: 'equals', value });
const below = (value: number): Comparison => ({ op: 'below', value });
const above = (value: number): Comparison => ({ op: 'above', value });
const exists = (value: boolean): Comparison => ({ op: 'exists', value });
const among = (...values: Scalar[]): Comparison => ({ op: 'in', values });
const not = (of: Comparison): Comparison => ({ op: 'not', of });
const count = (of: Comparison): Comparison => ({ op: 'count', of });

describe('assertions that can never hold together are found', () => {
  test.each<[string, Assertion[]]>([
    ['two statuses', [on('status', equals(200)), on('status', equals(500))]],
    ['a status and a range', [on('status', equals(404)), on('status', { op: 'in', values: [{ from: 200, to: 299 }] })]],
    ['disjoint lists', [on('rcode', among('NOERROR')), on('rcode', among('NXDOMAIN', 'SERVFAIL'))]],
    ['bounds that cross', [on('duration', below(1000)), on('duration', above(2000))]],
    ['a whole number between neighbours', [on('size', above(3)), on('size', below(4))]],
    ['absent and equal', [on('json', exists(false), '$.a'), on('json', equals('x'), '$.a')]],
    [
      'absent and equal, of a header that may come twice',
      [on('header', exists(false), 'ETag'), on('header', { op: 'contains', value: 'x' }, 'ETag')],
    ],
    ['a value and its negation', [on('json', equals('open'), '$.status'), on('json', not(equals('open')), '$.status')]],
    ['a text and a number', [on('json', equals('open'), '$.n'), on('json', below(3), '$.n')]],
    ['a text and what it does not contain', [on('body', equals('abc')), on('body', { op: 'contains', value: 'x' })]],
    ['counts', [on('json', count(equals(0)), '$.items'), on('json', count({ op: 'atLeast', value: 1 }), '$.items')]],
    ['validity', [on('certificate', above(100), 'validFor'), on('certificate', below(50), 'validFor')]],
    ['versions', [on('tls', equals('TLS 1.2'), 'version'), on('tls', equals('TLS 1.3'), 'version')]],
    ['a status that does not exist', [on('status', equals(700))]],
    ['an empty list', [on('status', among())]],
    ['a negative duration', [on('duration', below(0))]],
  ])('%s', (_, assertions) => {
    expect(findContradiction(assertions)).toEqual(assertions.map((_, index) => index));
  });
});

describe('assertions that some response satisfies are left alone', () => {
  test.each<[string, Assertion[]]>([
    [
      'a range and one of it',
      [on('status', { op: 'in', values: [{ from: 200, to: 299 }] }), on('status', equals(204))],
    ],
    ['bounds that meet', [on('duration', { op: 'atLeast', value: 5 }), on('duration', { op: 'atMost', value: 5 })]],
    ['a fraction between whole bounds', [on('json', above(3), '$.n'), on('json', below(4), '$.n')]],
    ['different fields', [on('json', equals(1), '$.a'), on('json', equals(2), '$.b')]],
    ['two values of a list', [on('json', equals(1), '$.a[*]'), on('json', equals(2), '$.a[*]')]],
    ['two records', [on('answer', { op: 'contains', value: 'a' }, 'any'), on('answer', equals('b'), 'any')]],
    ['two values of a header', [on('header', equals('a'), 'Set-Cookie'), on('header', equals('b'), 'Set-Cookie')]],
    [
      'a pattern, of which nothing is known',
      [
        on('body', equals('abc')),
        on('body', { op: 'matches', pattern: { text: 'x', source: 'x', flags: '', engine: 'v8' } }),
      ],
    ],
    ['not one and not another', [on('status', not(equals(500))), on('status', not(equals(503)))]],
    ['a count and a value', [on('json', count(equals(2)), '$.items'), on('json', exists(true), '$.items')]],
  ])('%s', (_, assertions) => {
    expect(findContradiction(assertions)).toBeUndefined();
  });

  test('whatever a random value satisfies', () => {
    const number = fc.integer({ min: -3, max: 6 });
    const comparison = fc.oneof(
      number.map(equals),
      number.map(below),
      number.map(above),
      fc.array(number, { maxLength: 3 }).map((values) => among(...values)),
      number.map((value) => not(equals(value))),
      fc.tuple(number, number).map(([from, width]): Comparison => ({ op: 'in', values: [{ from, to: from + width }] })),
      fc.boolean().map(exists),
    );
    fc.assert(
      fc.property(
        fc.array(comparison, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: -8, max: 16 }),
        (all, half) => {
          const value = half / 2;
          const assertions = all.map((one) => on('json', one, '$.n'));
          const satisfied = all.every((one) => holds(one, value));
          if (satisfied) expect(findContradiction(assertions)).toBeUndefined();
        },
      ),
      { numRuns: 3000 },
    );
  });
});

function holds(comparison: Comparison, value: number): boolean {
  switch (comparison.op) {
    case 'equals':
      return value === comparison.value;
    case 'below':
      return value < comparison.value;
    case 'above':
      return value > comparison.value;
    case 'not':
      return !holds(comparison.of, value);
    case 'in':
      return comparison.values.some((item) =>
        typeof item === 'object' && item !== null ? value >= item.from && value <= item.to : item === value,
      );
    case 'exists':
      return comparison.value;
    default:
      throw new Error(`not generated: ${comparison.op}`);
  }
}

describe('a degraded assertion behind one that means down', () => {
  const degraded = (comparison: Comparison): Assertion => ({ ...on('duration', comparison), otherwise: 'degraded' });
  test('never matters when it is the looser one', () => {
    const all = [on('duration', below(1000)), degraded(below(2000))];
    expect(findOvershadow(all, all[1] as Assertion)).toBe(0);
  });
  test('never matters when both say the same', () => {
    const all = [on('duration', below(1000)), degraded(below(1000))];
    expect(findOvershadow(all, all[1] as Assertion)).toBe(0);
  });
  test('matters when it is the stricter one', () => {
    const all = [on('duration', below(2000)), degraded(below(1000))];
    expect(findOvershadow(all, all[1] as Assertion)).toBeUndefined();
  });
});
