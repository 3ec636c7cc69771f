import { FAULTS } from '../../lib/model/failure.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { Attempt, Result } from '../../lib/model/result.ts';
import { type Add, flag } from './series.ts';

/** What there is of every run, whatever became of it. */
export function addRun(result: Result, probe: Probe, tickMs: number, add: Add): void {
  const counted = result.outcome !== 'error';
  const good = counted && result.outcome !== 'down';
  add('probe_info', 1, { kind: probe.kind, muted: String(probe.muted) });
  add('probe_interval_seconds', probe.intervalMs / 1000);
  add('probe_timeout_seconds', probe.timeoutMs / 1000);
  add('probe_run_good', flag(good), { correction: 'none' });
  add('probe_run_counted', flag(counted), { correction: 'none' });
  add('probe_run_bad', flag(counted && !good), { correction: 'none' });
  add('probe_start_delay_seconds', (result.startedAtMs - tickMs) / 1000);
  add('probe_start_held_seconds', (result.heldMs ?? 0) / 1000);
  add('probe_attempts', result.attempts.length);
  if (probe.retry.attempts > 1) {
    for (const [index, attempt] of result.attempts.entries()) addAttempt(attempt, index + 1, add);
  }
  const { fault } = result;
  if (fault) add('probe_error_info', 1, { code: fault.code, fault: FAULTS[fault.code].name });
}

function addAttempt({ durationMs, failure }: Attempt, number: number, add: Add): void {
  const attempt = String(number);
  add('probe_attempt_duration_seconds', durationMs / 1000, { attempt });
  if (failure) add('probe_attempt_failure_info', 1, { attempt, reason: failure.reason, phase: failure.phase });
}

/** What a run says about its target; only when it says anything. */
export function addVerdict(result: Result, deciding: Attempt, add: Add): void {
  const { outcome, failure, degraded } = result;
  const { steps } = deciding;
  add('probe_success', flag(outcome !== 'down'));
  add('probe_degraded', flag(outcome === 'degraded'));
  add('probe_duration_seconds', result.durationMs / 1000);
  add('probe_lag_seconds', steps.reduce((sum, { observation }) => sum + observation.lagMs, 0) / 1000);
  add('probe_lag_bound_seconds', Math.max(0, ...steps.map(({ observation }) => observation.boundMs)) / 1000);
  if (failure) add('probe_failure_info', 1, { reason: failure.reason, phase: failure.phase });
  if (degraded) add('probe_degraded_info', 1, { reason: degraded.reason, phase: degraded.phase });
}

/** Each step of a probe that has several. Whether a step was down is known from the failure, which is the last one's. */
export function addSteps({ steps, failure }: Attempt, add: Add): void {
  for (const [index, { name, observation }] of steps.entries()) {
    const step = name ?? String(index + 1);
    add('probe_step_duration_seconds', observation.durationMs / 1000, { step });
    add('probe_step_success', flag(!(failure && index === steps.length - 1)), { step });
  }
}
