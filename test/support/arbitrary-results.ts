import fc from 'fast-check';
import type { Check } from '../../lib/model/assertion.ts';
import { type Failure, type FailureReason, PHASES, type PhaseName, REASONS } from '../../lib/model/failure.ts';
import type { Attempt, Outcome, Result, StepResult } from '../../lib/model/result.ts';
import { TLS } from './results.ts';

const text = (most = 60) => fc.string({ unit: 'binary', maxLength: most });
const time = (mostMs: number) => fc.double({ min: 0, max: mostMs, noNaN: true });
const reasons = Object.keys(REASONS) as FailureReason[];

const failure: fc.Arbitrary<Failure> = fc
  .record({ reason: fc.constantFrom(...reasons), message: text(200) })
  .map(({ reason, message }) => ({ reason, phase: REASONS[reason].phases[0], message }));

const check: fc.Arbitrary<Check> = fc.record(
  {
    subject: fc.constantFrom('status', 'body', 'duration'),
    field: text(10),
    expected: text(),
    actual: text(),
    passed: fc.boolean(),
    otherwise: fc.constantFrom('down', 'degraded'),
    reason: fc.constantFrom(...reasons),
  },
  { requiredKeys: ['subject', 'expected', 'passed', 'otherwise', 'reason'] },
);

const phase = fc.record({
  name: fc.constantFrom<PhaseName[]>(...PHASES),
  startMs: time(20_000),
  durationMs: time(20_000),
});

const step: fc.Arbitrary<StepResult> = fc
  .record({
    name: fc.option(text(20), { nil: undefined }),
    startMs: time(20_000),
    durationMs: time(20_000),
    phases: fc.array(phase, { maxLength: 9 }),
    checks: fc.array(check, { maxLength: 4 }),
    status: fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
    failure: fc.option(failure, { nil: undefined }),
    secure: fc.boolean(),
    body: fc.option(text(4096), { nil: undefined }),
    header: fc.tuple(text(20), text()),
  })
  .map(({ name, startMs, durationMs, phases, checks, status, failure: failed, secure, body, header }) => ({
    ...(name !== undefined && { name }),
    kind: 'http',
    startMs,
    checks,
    observation: {
      phases,
      durationMs,
      lagMs: 0,
      boundMs: 0,
      address: { ip: '192.0.2.1', family: 4, port: 443 },
      ...(secure && { tls: TLS }),
      ...(failed && { failure: failed }),
      facts: { redirects: 0, secure, ...(status !== undefined && { status, url: `https://shop.test/${status}?q=…` }) },
    },
    ...(body !== undefined && { excerpt: { headers: [header], body } }),
  }));

function whyOf(outcome: Outcome, why: Failure): Pick<Attempt, 'failure' | 'degraded' | 'fault'> {
  if (outcome === 'down') return { failure: why };
  if (outcome === 'degraded') return { degraded: why };
  return outcome === 'error' ? { fault: { code: 'PW5001', message: why.message } } : {};
}

const outcome = fc.constantFrom<Outcome[]>('up', 'degraded', 'down', 'error');
const attempt: fc.Arbitrary<Attempt> = fc
  .record({
    startMs: time(60_000),
    durationMs: time(30_000),
    outcome,
    why: failure,
    steps: fc.array(step, { maxLength: 3 }),
  })
  .map(({ why, ...rest }) => ({ ...rest, ...whyOf(rest.outcome, why) }));

/** Any result of kind http, sound or not: times that overlap, texts of any character. It survives JSON. */
export const anyResult: fc.Arbitrary<Result> = fc
  .record({
    run: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex')),
    startedAtMs: fc.double({ min: 1e12, max: 2e12, noNaN: true }),
    attempts: fc.array(attempt, { minLength: 1, maxLength: 3 }),
    messages: fc.array(text(), { maxLength: 5 }),
  })
  .map(({ run, startedAtMs, attempts, messages }): Result => {
    const last = attempts.at(-1);
    const {
      startMs: _start,
      steps: _steps,
      ...verdict
    } = last ?? { startMs: 0, steps: [], durationMs: 0, outcome: 'up' };
    const log = messages.map((message, index) => ({ atMs: index, level: 'info', message, fields: { index } }) as const);
    return { run, probe: 'front', kind: 'http', startedAtMs, ...verdict, attempts, log };
  });
