import { expect, test } from 'vitest';
import { extentMs, phaseRows } from '../../../../functions/local/page/phase-rows.ts';
import type { Attempt } from '../../../../lib/model/result.ts';
import { run } from '../../../support/page-data.ts';

function attemptOf(options: Parameters<typeof run>[1]): Attempt {
  const attempt = run('a', options).result.attempts.at(-1);
  if (attempt === undefined) throw new Error('a run has an attempt');
  return attempt;
}

test('the phase in which it failed is marked', () => {
  const phases = [
    { name: 'resolve' as const, startMs: 0, durationMs: 2 },
    { name: 'connect' as const, startMs: 2, durationMs: 5000 },
  ];
  const failure = { reason: 'connect_timeout' as const, phase: 'connect' as const, message: 'No connection in 5 s.' };
  const attempt = attemptOf({ tickMs: 0, outcome: 'down', phases, failure });
  expect(phaseRows(attempt).map((row) => [row.name, row.failed])).toEqual([
    ['resolve', false],
    ['connect', true],
  ]);
  expect(extentMs(attempt)).toBe(5002);
});

test('a failed expectation stands at the end, though it takes no time', () => {
  const failure = { reason: 'status_unexpected' as const, phase: 'expect' as const, message: 'Status 502.' };
  const last = phaseRows(attemptOf({ tickMs: 0, outcome: 'down', failure })).at(-1);
  expect(last).toMatchObject({ name: 'expect', durationMs: 0, failed: true });
});

test('the step that failed is marked, not the same phase of another', () => {
  const attempt = attemptOf({ tickMs: 0, outcome: 'up' });
  const [step] = attempt.steps;
  if (step === undefined) throw new Error('an attempt has a step');
  const failure = {
    reason: 'response_timeout' as const,
    phase: 'processing' as const,
    message: 'No head.',
    step: 'read cart',
  };
  const two = {
    ...attempt,
    failure,
    steps: [
      { ...step, name: 'log in' },
      { ...step, name: 'read cart', startMs: 200 },
    ],
  };
  const failed = phaseRows(two).filter((row) => row.failed);
  expect(failed).toEqual([{ step: 'read cart', name: 'processing', startMs: 240.6, durationMs: 61.3, failed: true }]);
});
