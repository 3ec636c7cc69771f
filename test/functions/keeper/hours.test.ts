import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hoursOf } from '../../../functions/keeper/hours.ts';

const NOON_MS = Date.UTC(2026, 10, 22, 12);

test('the hours of a range are those of the clock, cut at its ends', () => {
  const minute = 60_000;
  expect(hoursOf(NOON_MS - 5 * minute, NOON_MS + 61 * minute)).toEqual([
    { fromMs: NOON_MS - 5 * minute, toMs: NOON_MS },
    { fromMs: NOON_MS, toMs: NOON_MS + 60 * minute },
    { fromMs: NOON_MS + 60 * minute, toMs: NOON_MS + 61 * minute },
  ]);
  expect(hoursOf(NOON_MS, NOON_MS)).toEqual([]);
});

test('every millisecond of a range is in exactly one hour', () => {
  const moment = fc.integer({ min: NOON_MS - 40 * 3_600_000, max: NOON_MS + 40 * 3_600_000 });
  fc.assert(
    fc.property(moment, moment, (a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const hours = hoursOf(from, to);
      let at = from;
      for (const { fromMs, toMs } of hours) {
        expect(fromMs).toBe(at);
        expect(toMs).toBeGreaterThan(fromMs);
        expect(Math.floor(fromMs / 3_600_000)).toBe(Math.floor((toMs - 1) / 3_600_000));
        at = toMs;
      }
      expect(at).toBe(to);
    }),
  );
});
