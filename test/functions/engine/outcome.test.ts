import { expect, test } from 'vitest';
import { outcomeOf } from '../../../functions/engine/outcome.ts';
import type { Failure, Fault } from '../../../lib/model/failure.ts';

const fault: Fault = { code: 'PW5001', message: 'a bug' };
const failure: Failure = { reason: 'connect_refused', phase: 'connect', message: 'refused' };
const degraded: Failure = { reason: 'too_slow', phase: 'expect', message: 'slow' };

test.each([
  ['up', {}],
  ['degraded', { degraded }],
  ['down', { failure }],
  ['down', { failure, degraded }],
  ['error', { fault }],
  ['error', { fault, degraded }],
  ['error', { fault, failure }],
  ['error', { fault, failure, degraded }],
] as const)('the outcome is %s of %j', (outcome, found) => {
  expect(outcomeOf(found)).toBe(outcome);
});
