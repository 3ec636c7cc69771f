import fc from 'fast-check';
import { expect, test } from 'vitest';
import { middleOf, runAt, SLOTS, STRIP_HEIGHT, stripPaths } from '../../../../functions/local/page/strip-paths.ts';

const run = fc.record({
  tickMs: fc.nat(),
  outcome: fc.constantFrom('up' as const, 'degraded' as const, 'down' as const, 'error' as const),
  durationMs: fc.double({ min: 0, max: 60_000, noNaN: true }),
});

test('no bar leaves the strip, and every slot has exactly one look', () => {
  fc.assert(
    fc.property(fc.array(run, { maxLength: 80 }), (strip) => {
      const paths = stripPaths(strip);
      const bars = Object.values(paths).flatMap((path) => [...path.matchAll(/M(\d+) (-?\d+)h3v(\d+)/g)]);
      for (const [, , top, height] of bars) {
        expect(Number(top)).toBeGreaterThanOrEqual(0);
        expect(Number(top) + Number(height)).toBeLessThanOrEqual(STRIP_HEIGHT);
      }
      const slots = new Set(bars.map(([, left]) => Number(left) / 4));
      expect([...slots].sort((a, b) => a - b)).toEqual(Array.from({ length: SLOTS }, (_, slot) => slot));
    }),
  );
});

test('the middle of each bar leads back to its run, the empty part to none', () => {
  const strip = Array.from({ length: 7 }, (_, index) => ({ tickMs: index, outcome: 'up' as const, durationMs: 1 }));
  strip.forEach((_, index) => {
    expect(runAt(strip, middleOf(strip, index))).toBe(index);
  });
  expect(runAt(strip, 0.5)).toBe(undefined);
  expect(runAt([], 0.99)).toBe(undefined);
});

test('bars are relative to the slowest run that was not down, so that one time-out flattens nothing', () => {
  const strip = [
    { tickMs: 1, outcome: 'up' as const, durationMs: 50 },
    { tickMs: 2, outcome: 'up' as const, durationMs: 100 },
    { tickMs: 3, outcome: 'down' as const, durationMs: 10_000 },
  ];
  const heights = [...stripPaths(strip).up.matchAll(/v(\d+)/g)].map(([, height]) => Number(height));
  expect(heights).toEqual([10, 19]);
});
