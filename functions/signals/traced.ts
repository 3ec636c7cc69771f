import type { Result } from '../../lib/model/result.ts';

/** One healthy run in so many has a trace. Fixed: were it a setting, a line sent again after a change would be another line. */
const HEALTHY_TRACES = 20;

/**
 * Whether a run becomes a trace: every run that was not up at the first attempt, and one in 20 of the rest, chosen by the run's id, so that
 * sending again chooses the same.
 */
export function isTraced({ run, outcome, attempts }: Result): boolean {
  if (outcome !== 'up' || attempts.length > 1) return true;
  return Number.parseInt(run.slice(0, 8), 16) % HEALTHY_TRACES === 0;
}
