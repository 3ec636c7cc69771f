import { expect, it } from 'vitest';
import { Backoff } from '../../../functions/delivery/backoff.ts';

it('waits twice as long after each failure in a row, up to half a minute, and starts anew after a success', () => {
  const backoff = new Backoff(() => 0.999_999);
  const waits = Array.from({ length: 10 }, () => Math.round(backoff.failed()));
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  backoff.succeeded();
  expect(Math.round(backoff.failed())).toBe(250);
});

it('spreads its waits, and never undercuts what the far side wishes', () => {
  const least = new Backoff(() => 0);
  expect([least.failed(), least.failed(), least.failed(5000)]).toEqual([125, 250, 5000]);
});

it('comes back after an hour to a far side that wishes for years, which no timer would hold', () => {
  expect(new Backoff(() => 0).failed(99_999_999_000)).toBe(3_600_000);
});
