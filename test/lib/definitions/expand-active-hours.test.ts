import { expect, test } from 'vitest';
import { expandActiveHours } from '../../../lib/definitions/expand/active-hours.ts';

test.each([
  ['mon-fri', ['mon', 'tue', 'wed', 'thu', 'fri']],
  ['sat', ['sat']],
  ['fri-mon', ['mon', 'fri', 'sat', 'sun']],
  [
    ['sun', 'mon-tue', 'mon'],
    ['mon', 'tue', 'sun'],
  ],
  [undefined, ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']],
])('days %j are %j', (days, expected) => {
  const [window] = expandActiveHours({ timezone: 'UTC', ...(days !== undefined && { days }) });
  expect(window).toEqual({ days: expected, fromMinute: 0, toMinute: 1440, timezone: 'UTC' });
});

test('one window or several, over midnight or not', () => {
  const windows = expandActiveHours([
    { from: '08:05', to: '18:00', timezone: 'UTC' },
    { from: '22:00', to: '02:30', timezone: 'UTC' },
  ]);
  expect(windows.map(({ fromMinute, toMinute }) => [fromMinute, toMinute])).toEqual([
    [485, 1080],
    [1320, 150],
  ]);
});
