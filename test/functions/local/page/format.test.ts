import { expect, test } from 'vitest';
import {
  formatAge,
  formatDuration,
  formatInterval,
  formatMoment,
  formatShare,
} from '../../../../functions/local/page/format.ts';

test.each([
  [0, '0 ms'],
  [0.04, '0.04 ms'],
  [0.44, '0.4 ms'],
  [3.4, '3.4 ms'],
  [9.96, '10 ms'],
  [124.4, '124 ms'],
  [999.4, '999 ms'],
  [999.6, '1 s'],
  [1240, '1.24 s'],
  [12_340, '12.3 s'],
  [125_000, '2 min 5 s'],
])('a duration of %d ms reads %s', (ms, words) => {
  expect(formatDuration(ms)).toBe(words);
});

test.each([
  [-5000, '<1 min'],
  [59_999, '<1 min'],
  [4 * 60_000 + 59_000, '4 min'],
  [130 * 60_000, '2 h 10 min'],
  [76 * 3_600_000, '3 d 4 h'],
  [48 * 3_600_000 + 59 * 60_000, '2 d'],
])('an age of %d ms reads %s', (ms, words) => {
  expect(formatAge(ms)).toBe(words);
});

test.each([
  [undefined, '–'],
  [1, '100 %'],
  [0.999999, '99.99 %'],
  [0.9965, '99.65 %'],
  [0.5, '50 %'],
  [0, '0 %'],
])('a share of %d reads %s: never rounded up to what it is not', (share, words) => {
  expect(formatShare(share)).toBe(words);
});

test('an interval reads as a person writes it', () => {
  expect([10_000, 60_000, 300_000, 3_600_000].map(formatInterval)).toEqual(['10 s', '1 min', '5 min', '1 h']);
});

test('a moment of today has no date, another has', () => {
  const now = new Date(2026, 10, 22, 3, 12).getTime();
  expect(formatMoment(now, now)).toBe('03:12');
  expect(formatMoment(now - 24 * 3_600_000, now)).toBe('21 Nov 03:12');
});
