import type { Failure } from '../../../lib/model/failure.ts';
import type { Attempt } from '../../../lib/model/result.ts';

/** A bar of the waterfall; times are milliseconds from the start of the attempt. */
export interface PhaseRow {
  /** The step it belongs to, where the probe has named steps. */
  readonly step: string | undefined;
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly failed: boolean;
}

/** The phases of an attempt in order. The phase that failed is always among them, even when it takes no time of its own. */
export function phaseRows(attempt: Attempt): readonly PhaseRow[] {
  const bad = attempt.failure ?? attempt.degraded;
  return attempt.steps.flatMap((step, index) => {
    const mine = bad !== undefined && isStepOf(bad, step.name, index === attempt.steps.length - 1);
    const rows = step.observation.phases.map((phase) => ({
      step: step.name,
      name: phase.name as string,
      startMs: step.startMs + phase.startMs,
      durationMs: phase.durationMs,
      failed: mine && bad.phase === phase.name,
    }));
    if (!mine || rows.some((row) => row.failed)) return rows;
    const startMs = step.startMs + step.observation.durationMs;
    return [...rows, { step: step.name, name: bad.phase, startMs, durationMs: 0, failed: true }];
  });
}

/** The length of the time axis that shows the attempt whole. */
export function extentMs(attempt: Attempt): number {
  return Math.max(attempt.durationMs, ...phaseRows(attempt).map((row) => row.startMs + row.durationMs));
}

function isStepOf(failure: Failure, step: string | undefined, last: boolean): boolean {
  return failure.step === undefined ? last : failure.step === step;
}
