import { describe, expect, test } from 'vitest';
import { expectedInvocations } from '../../../../lib/cloud/parts/expected-invocations.ts';
import { keptDays } from '../../../../lib/cloud/parts/kept-days.ts';

const MINUTE = 60_000;

describe('an alarm for missing invocations', () => {
  test('looks at a quarter of an hour, and has room for late starts', () => {
    expect(expectedInvocations([MINUTE])).toEqual({ periodSeconds: 900, periods: 1, below: 12 });
    expect(expectedInvocations([10_000])).toEqual({ periodSeconds: 900, periods: 1, below: 72 });
  });

  test('looks at three intervals where they are longer', () => {
    expect(expectedInvocations([60 * MINUTE])).toEqual({ periodSeconds: 10_800, periods: 1, below: 2 });
  });

  test('counts every schedule', () => {
    expect(expectedInvocations([MINUTE, 5 * MINUTE, 60 * MINUTE]).below).toBe(14);
  });

  test('of once a day waits for two days without one', () => {
    expect(expectedInvocations([24 * 60 * MINUTE])).toEqual({ periodSeconds: 86_400, periods: 2, below: 1 });
  });

  test('stays within what CloudWatch allows for every interval: seven days in all, a day where the period is under an hour', () => {
    for (const minutes of [1 / 6, 1, 5, 15, 30, 60, 360, 720, 1440]) {
      const { periodSeconds, periods } = expectedInvocations([minutes * MINUTE]);
      expect(periodSeconds % 60).toBe(0);
      expect(periodSeconds * periods).toBeLessThanOrEqual(periodSeconds < 3_600 ? 86_400 : 7 * 86_400);
    }
  });
});

describe('the retention of a log', () => {
  test('is one that CloudWatch knows, and never shorter than asked for', () => {
    expect([1, 2, 30, 31, 400, 4_000].map(keptDays)).toEqual([1, 3, 30, 60, 400, 3_653]);
  });
});
