import { expect, test } from 'vitest';
import { announcement, stateSentence, verdict } from '../../../../functions/local/page/sentences.ts';
import { summary } from '../../../support/page-data.ts';

const NOW = Date.now();
const down = (name: string) => summary({ name, state: 'down', why: 'Status 502, expected 200-299.', sinceMs: NOW });

test.each([
  [[], 'There are no probes yet.'],
  [[summary({ name: 'a', sinceMs: NOW - 3_600_000 })], 'The one probe is up; the last change was 1 h ago.'],
  [[down('a'), summary({ name: 'b' })], 'a is down.'],
  [[down('a'), down('b'), summary({ name: 'c', state: 'degraded' })], '2 probes are down, 1 degraded.'],
  [[summary({ name: 'a', state: 'error' })], 'a could not be looked at.'],
  [[summary({ name: 'a', state: 'waiting' })], 'Waiting for the first runs.'],
  [[summary({ name: 'a' }), summary({ name: 'b', state: 'waiting' })], '1 probe is up, 1 waiting for the first run.'],
  [
    [summary({ name: 'a', state: 'down', muted: true }), summary({ name: 'b', sinceMs: NOW - 90_000 })],
    /^The one probe is up/,
  ],
  [[summary({ name: 'a', state: 'disabled' })], 'Nothing here is watched.'],
])('the verdict is one sentence (%#)', (probes, sentence) => {
  if (typeof sentence === 'string') expect(verdict(probes, NOW)).toBe(sentence);
  else expect(verdict(probes, NOW)).toMatch(sentence);
});

test('a state is told with its reason, which goes on after the colon', () => {
  expect(stateSentence(down('a'), () => '03:12')).toBe('Down since 03:12: status 502, expected 200-299.');
  expect(stateSentence({ ...down('a'), why: 'TLS 1.0 is too old.' }, () => '03:12')).toBe(
    'Down since 03:12: TLS 1.0 is too old.',
  );
});

test('an announcement names three and counts the rest', () => {
  const five = ['a', 'b', 'c', 'd', 'e'].map((name) => summary({ name }));
  expect(announcement(five)).toBe('a is up. b is up. c is up. 2 probes more changed.');
  expect(announcement([down('a')])).toBe('a is down: status 502, expected 200-299.');
});
