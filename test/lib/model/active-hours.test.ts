import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ActiveHours, activeHoursText, DAYS, isActive } from '../../../lib/model/active-hours.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const zones = Intl.supportedValuesOf('timeZone');

const berlin = (days: ActiveHours['days'], from: number, to: number): ActiveHours[] => [
  { days, fromMinute: from * 60, toMinute: to * 60, timezone: 'Europe/Berlin' },
];
const at = (text: string) => Date.parse(text);

test.each([
  ['2026-11-23T07:00:00Z', true],
  ['2026-11-23T06:59:59Z', false],
  ['2026-11-23T16:59:59Z', true],
  ['2026-11-23T17:00:00Z', false],
  ['2026-11-22T12:00:00Z', false],
  // In summer an hour earlier by UTC.
  ['2026-07-01T06:00:00Z', true],
  ['2026-07-01T16:00:00Z', false],
])('working hours in Berlin at %s: %s', (moment, expected) => {
  expect(isActive(berlin(['mon', 'tue', 'wed', 'thu', 'fri'], 8, 18), at(moment))).toBe(expected);
});

test.each([
  ['2026-11-21T21:00:00Z', true],
  ['2026-11-22T00:59:00Z', true],
  ['2026-11-22T01:00:00Z', false],
  ['2026-11-22T21:00:00Z', false],
  ['2026-11-21T00:30:00Z', false],
])('a window over midnight belongs to the day on which it begins, Saturday: %s: %s', (moment, expected) => {
  expect(isActive(berlin(['sat'], 22, 2), at(moment))).toBe(expected);
});

test('an hour that is skipped is in no window; one that comes twice is in it twice', () => {
  const atTwo = berlin([...DAYS], 2, 3);
  const minutesIn = (from: string) =>
    Array.from({ length: 24 * 60 }, (_, minute) => at(from) + minute * MINUTE_MS).filter((ms) => isActive(atTwo, ms))
      .length;
  expect(minutesIn('2026-03-29T00:00:00Z')).toBe(0);
  expect(minutesIn('2026-10-24T22:00:00Z')).toBe(120);
  expect(minutesIn('2026-11-22T00:00:00Z')).toBe(60);
});

/** Minutes by which a zone is ahead of UTC, from the other end of Intl: the offset that it names. */
const offsetFormats = new Map<string, Intl.DateTimeFormat>();
function offsetMinutes(timeZone: string, ms: number): number {
  const format =
    offsetFormats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset', year: 'numeric' });
  offsetFormats.set(timeZone, format);
  const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /^GMT(?:([+-])(\d+):(\d+))?/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** The same question answered by arithmetic in UTC: windows as stretches of the local time line. */
function isActiveByOffset(windows: readonly ActiveHours[], ms: number): boolean {
  return windows.some(({ days, fromMinute, toMinute, timezone }) => {
    const local = Math.floor(ms / MINUTE_MS) + offsetMinutes(timezone, ms);
    const today = Math.floor(local / 1440);
    const length = (toMinute - fromMinute + 1440) % 1440 || 1440;
    return [today, today - 1].some((day) => {
      // 1970 began on a Thursday.
      const name = DAYS[(((day + 3) % 7) + 7) % 7];
      const begin = day * 1440 + fromMinute;
      return days.some((one) => one === name) && local >= begin && local < begin + length;
    });
  });
}

/** The first minute of each new offset in the years 2024 to 2027. */
function transitions(timeZone: string): number[] {
  const found: number[] = [];
  const end = Date.UTC(2028, 0, 1);
  for (let from = Date.UTC(2024, 0, 1); from < end; from += 14 * 24 * HOUR_MS) {
    let [low, high] = [from, from + 14 * 24 * HOUR_MS];
    if (offsetMinutes(timeZone, low) === offsetMinutes(timeZone, high)) continue;
    while (high - low > MINUTE_MS) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
      if (offsetMinutes(timeZone, middle) === offsetMinutes(timeZone, low)) low = middle;
      else high = middle;
    }
    found.push(high);
  }
  return found;
}

test('every zone, around every transition of four years, agrees with arithmetic by its offsets', () => {
  const moments = zones.flatMap((timezone) =>
    transitions(timezone).flatMap((ms) =>
      [-90, -61, -60, -31, -1, 0, 29, 59, 60, 61, 90].map((minutes) => [timezone, ms + minutes * MINUTE_MS] as const),
    ),
  );
  expect(moments.length).toBeGreaterThan(5_000);
  const windows = [
    [0, 1440],
    [60, 180],
    [90, 150],
    [1380, 120],
    [1410, 45],
    [0, 30],
  ] as const;
  for (const [timezone, ms] of moments) {
    for (const [fromMinute, toMinute] of windows) {
      const hours = [{ days: ['sun', 'fri'], fromMinute, toMinute, timezone }] as const;
      const seen = isActive(hours, ms);
      if (seen !== isActiveByOffset(hours, ms))
        expect([timezone, new Date(ms).toISOString(), hours, seen]).toBe('agreed');
    }
  }
});

test('any windows at any moment agree with arithmetic by offsets', () => {
  const window = fc.record({
    days: fc.subarray([...DAYS], { minLength: 1 }),
    fromMinute: fc.integer({ min: 0, max: 1439 }),
    toMinute: fc.integer({ min: 0, max: 1440 }),
    timezone: fc.constantFrom(...zones, 'UTC'),
  });
  const moment = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2035, 0, 1) });
  fc.assert(
    fc.property(fc.array(window, { maxLength: 3 }), moment, (windows, ms) => {
      const longer = windows.filter(({ fromMinute, toMinute }) => fromMinute !== toMinute);
      expect(isActive(longer, ms)).toBe(isActiveByOffset(longer, ms));
    }),
  );
});

test('windows read as they are meant', () => {
  const [one] = berlin(['mon', 'tue', 'wed', 'thu', 'fri'], 8, 18);
  expect(activeHoursText(one ? [one] : [])).toBe('mon-fri 08:00–18:00 Europe/Berlin');
  expect(activeHoursText([...berlin([...DAYS], 0, 24), ...berlin(['mon', 'wed'], 22, 2)])).toBe(
    'daily 00:00–24:00 Europe/Berlin, mon wed 22:00–02:00 Europe/Berlin',
  );
});
