import { BATCH_VERSION, type Batch } from '../../lib/model/journal.ts';
import type { Plan } from '../../lib/model/plan.ts';
import type { Outcome, Result } from '../../lib/model/result.ts';

/** 2026-11-22T12:00:00Z */
export const NOON_MS = Date.UTC(2026, 10, 22, 12);
export const PLAN_HASH = 'ab'.repeat(32);

export function makeResult(probe: string, startedAtMs: number, outcome: Outcome = 'up', body = ''): Result {
  const failure = {
    reason: 'connect_refused',
    phase: 'connect',
    message: 'The target refused the connection.',
  } as const;
  const fault = { code: 'PW5001', message: 'It threw.' } as const;
  const why = {
    up: {},
    degraded: { degraded: { ...failure, reason: 'too_slow', phase: 'expect' } as const },
    down: { failure },
    error: { fault },
  }[outcome];
  return {
    run: startedAtMs.toString(16).padStart(32, '0'),
    probe,
    kind: 'http',
    startedAtMs,
    durationMs: 12.5,
    outcome,
    ...why,
    attempts: [{ startMs: 0, durationMs: 12.5, outcome, ...why, steps: [] }],
    log: body === '' ? [] : [{ atMs: 1, level: 'info', message: body }],
  };
}

/** A batch of one run, as the local runner writes them. */
export function makeBatch(probe: string, tickMs: number, outcome: Outcome = 'up', body = ''): Batch {
  const results = [makeResult(probe, tickMs, outcome, body)];
  return { version: BATCH_VERSION, location: 'local', tickMs, shard: probe, plan: PLAN_HASH, results };
}

export function makePlan(id = 'probewright'): Plan {
  return { version: 1, id, locations: [{ name: 'local' }], probes: [], files: ['probes/shop.probe.yaml'] };
}
