import { expect, test } from 'vitest';
import { safeWords } from '../../../functions/sinks/push.ts';

const url = 'https://x.test/push?apikey=a%2Fb&tenant=one';

test('what the far side says back of our secrets, wherever we sent them, is not kept', () => {
  const said = 'Bearer tk of one may not; see /push?apikey=a%2Fb (a/b)';
  expect(safeWords(said, { url, credentials: { bearer: 'tk' } })).toBe(
    'Bearer … of one may not; see /push?apikey=… (…)',
  );
});

test('what a terminal would take for a command is not kept', () => {
  expect(safeWords('\u001b[2Jno\u202e\nthanks\u009b', { url })).toBe('\ufffd[2Jno\ufffd\nthanks\ufffd');
});
