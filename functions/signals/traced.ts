import type { Probe } from '../../lib/model/probe.ts';
import type { Result } from '../../lib/model/result.ts';

/** One healthy run in so many has a trace. Fixed: were it a setting, a line sent again after a change would be another line. */
const HEALTHY_TRACES = 20;

/**
 * Whether a run becomes a trace: every run that was not up at the first attempt, every run of a probe that tells its target of the trace,
 * and one in 20 of the rest, chosen by the run's id, so that sending again chooses the same.
 *
 * The target is told «sampled» before anybody knows how the run ends (W3C Trace Context §3.2.2.5). Were it told so of one run in 20, the
 * spans of the target would be missing from the failures; were it told so always, they would hang in the air for the runs that are not kept.
 */
export function isTraced({ run, outcome, attempts }: Result, probe: Probe): boolean {
  if (outcome !== 'up' || attempts.length > 1 || tellsTarget(probe)) return true;
  return Number.parseInt(run.slice(0, 8), 16) % HEALTHY_TRACES === 0;
}

function tellsTarget(probe: Probe): boolean {
  return probe.kind === 'http' && probe.steps.some(({ settings }) => settings.traceHosts !== undefined);
}
