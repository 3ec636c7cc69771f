import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../../../functions/sinks/retry-after.ts';

const now = Date.UTC(2026, 10, 22, 12, 0, 0);

describe('Retry-After', () => {
  it.each([
    ['30', 30_000],
    [' 0 ', 0],
    ['Sun, 22 Nov 2026 12:00:45 GMT', 45_000],
    ['Sunday, 22-Nov-26 12:00:45 GMT', 45_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', 0],
  ])('%s means %d ms from now', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });

  it.each([undefined, '', '-1', '1.5', 'soon', '1e3', 'Sun, 31 Feb 2026 12:00:00 GMT'])(
    '%s means nothing',
    (header) => {
      expect(retryAfterMs(header, now)).toBeUndefined();
    },
  );
});
