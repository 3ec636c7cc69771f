import { expect, test } from 'vitest';
import { durationWords } from '../../../functions/engine/duration-words.ts';
import { actualWords, expectedPhrase, expectedWords, subjectWords } from '../../../functions/engine/words.ts';
import { type Assertion, COMPARATORS, type Comparison } from '../../../lib/model/assertion.ts';
import { pattern } from '../../support/tiny-engine.ts';

const matches: Comparison = { op: 'matches', pattern: pattern('^Wel') };

/** subject, field, comparison, alone, after «expected». */
const EXPECTED: readonly [Assertion['subject'], string | undefined, Comparison, string, string][] = [
  ['status', undefined, { op: 'in', values: [{ from: 200, to: 299 }] }, 'in 200-299', '200-299'],
  ['status', undefined, { op: 'equals', value: 200 }, 'equals 200', '200'],
  ['status', undefined, { op: 'not', of: { op: 'equals', value: 200 } }, 'not equals 200', 'not 200'],
  ['json', '$.status', { op: 'equals', value: 'UP' }, 'equals "UP"', '"UP"'],
  ['rcode', undefined, { op: 'in', values: ['NOERROR', 'NXDOMAIN'] }, 'in NOERROR, NXDOMAIN', 'NOERROR, NXDOMAIN'],
  ['duration', undefined, { op: 'below', value: 800 }, 'below 800ms', 'below 800ms'],
  ['certificate', 'validFor', { op: 'atLeast', value: 14 * 86_400_000 }, 'at least 14d', 'at least 14d'],
  ['certificate', 'keyBits', { op: 'above', value: 256 }, 'above 256', 'above 256'],
  ['size', undefined, { op: 'atMost', value: 10 }, 'at most 10 bytes', 'at most 10 bytes'],
  ['body', undefined, matches, 'matches /^Wel/', 'to match /^Wel/'],
  ['body', undefined, { op: 'contains', value: 'a"b' }, 'contains "a\\"b"', 'to contain "a\\"b"'],
  ['header', 'etag', { op: 'exists', value: true }, 'exists', 'to exist'],
  ['header', 'etag', { op: 'exists', value: false }, 'does not exist', 'not to exist'],
  ['json', '$.items', { op: 'count', of: { op: 'atLeast', value: 1 } }, 'count at least 1', 'a count of at least 1'],
  ['answer', 'every', matches, 'matches /^Wel/', 'every one to match /^Wel/'],
  ['answer', 'none', matches, 'matches /^Wel/', 'none to match /^Wel/'],
];

test('every comparator has words', () => {
  expect(new Set(EXPECTED.map(([, , { op }]) => op))).toEqual(new Set(COMPARATORS));
});

test.each(EXPECTED)('%s %s as %j reads «%s», and after «expected» «%s»', (subject, field, comparison, alone, after) => {
  const assertion: Assertion = { subject, ...(field !== undefined && { field }), comparison, otherwise: 'down' };
  expect([expectedWords(assertion), expectedPhrase(assertion)]).toEqual([alone, after]);
});

test.each([
  [{ subject: 'duration', field: 'connect' }, 'duration of connect'],
  [{ subject: 'header', field: 'etag' }, 'header etag'],
  [{ subject: 'answer', field: 'every' }, 'answer'],
  [{ subject: 'duration', field: '' }, 'duration'],
] as const)('%j is called «%s»', (about, words) => {
  expect(subjectWords(about)).toBe(words);
});

test.each([
  [undefined, { subject: 'status' }, undefined],
  [502, { subject: 'status' }, '502'],
  [1234.5, { subject: 'duration' }, '1.23s'],
  [-2.1 * 86_400_000, { subject: 'certificate', field: 'validFor' }, 'expired 2.1d ago'],
  [['a', 'b'], { subject: 'header', field: 'vary' }, '"a", "b"'],
  [[], { subject: 'answer' }, 'nothing'],
  [Array.from({ length: 25 }, () => 1), { subject: 'json', field: '$.x[*]' }, `${'1, '.repeat(19)}1 and 5 more`],
  ['x'.repeat(600), { subject: 'body' }, `"${'x'.repeat(510)}…`],
] as const)('%j of %j was seen as «%s»', (fact, about, words) => {
  expect(actualWords(fact, about, 512)).toBe(words);
});

test.each([
  [0, '0ms'],
  [0.123, '0.12ms'],
  [800, '800ms'],
  [1_000, '1s'],
  [90_000, '90s'],
  [5_400_000, '90m'],
  [5_400_001, '1.5h'],
  [14 * 86_400_000, '14d'],
  [13.26 * 86_400_000, '13.3d'],
  [-60_000, '-1m'],
])('%d ms reads «%s»', (ms, words) => {
  expect(durationWords(ms)).toBe(words);
});
