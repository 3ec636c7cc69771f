import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestRise } from '../../../../functions/local/page/longest-rise.ts';

function longestLength(values: readonly number[]): number {
  const best: number[] = [];
  values.forEach((value, index) => {
    const before = best.filter((_, earlier) => (values[earlier] ?? 0) < value);
    best[index] = 1 + Math.max(0, ...before);
  });
  return Math.max(0, ...best);
}

test('what stays in place rises strictly, and nothing longer does', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 40 }), (values) => {
      const kept = [...longestRise(values)].sort((a, b) => a - b).map((index) => values[index] ?? Number.NaN);
      for (let at = 1; at < kept.length; at += 1) expect(kept[at]).toBeGreaterThan(kept[at - 1] ?? Number.NaN);
      expect(kept).toHaveLength(longestLength(values));
    }),
  );
});

test('one that goes from last to first is the only one that moves', () => {
  expect(longestRise([3, 0, 1, 2])).toEqual(new Set([1, 2, 3]));
});
