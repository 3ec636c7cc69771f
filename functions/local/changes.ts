import { MARKS } from '../../lib/model/marks.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { Outcome } from '../../lib/model/result.ts';
import { reasonOf } from '../journal/row.ts';
import type { RunAnswer } from './api.ts';
import type { Log, LogLevel } from './log.ts';

const LEVELS: Readonly<Record<Outcome, LogLevel>> = { up: 'info', degraded: 'warn', down: 'error', error: 'error' };

/** One line for each change of state; a probe that is up from its first run on is not worth one. */
export function logChange(log: Log, probe: Probe, { tickMs, result }: RunAnswer, before: Outcome | undefined): void {
  const { outcome } = result;
  if (outcome === before || (outcome === 'up' && before === undefined)) return;
  const why = (result.failure ?? result.fault ?? result.degraded)?.message;
  const was = before === undefined ? '' : ` (was ${before})`;
  const reason = reasonOf(result);
  log(LEVELS[outcome], `${MARKS[outcome]} ${probe.name} is ${outcome}${was}${why === undefined ? '' : `: ${why}`}`, {
    event: 'change',
    probe: probe.name,
    target: probe.instance,
    outcome,
    before,
    reason,
    run: result.run,
    tick: new Date(tickMs).toISOString(),
    durationMs: Math.round(result.durationMs * 100) / 100,
  });
}
