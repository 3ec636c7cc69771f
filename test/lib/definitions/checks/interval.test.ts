import { expect, test } from 'vitest';
import { INTERVALS, nearestIntervals } from '../../../../lib/definitions/checks/interval.ts';
import { durationText } from '../../../../lib/definitions/checks/words.ts';

test('the intervals are those whose ticks fall evenly into a minute, an hour or a day', () => {
  expect(INTERVALS.map(durationText)).toEqual(
    '10s 15s 20s 30s 1m 2m 3m 4m 5m 6m 10m 12m 15m 20m 30m 1h 2h 3h 4h 6h 8h 12h 1d'.split(' '),
  );
});

test.each([
  [1000, ['10s']],
  [45_000, ['30s', '1m']],
  [7 * 60_000, ['6m', '10m']],
  [90 * 60_000, ['1h', '2h']],
  [36 * 3_600_000, ['1d']],
])('the intervals next to %i ms are %j', (ms, near) => {
  expect(nearestIntervals(ms).map(durationText)).toEqual(near);
});
