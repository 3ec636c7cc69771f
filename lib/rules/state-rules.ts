import { probeAlert } from './alert-rule.ts';
import { downBoundMs } from './bounds.ts';
import { KEEP_DOWN_TICKS } from './burn-pair.ts';
import { type RoadTiming, timingOf, type WatchedProbe } from './probe-objective.ts';
import { durationText, isDown, ticksWith } from './promql.ts';
import type { PlacedRule } from './rule.ts';

/** Ticks in a row until a probe counts as degraded. */
const DEGRADED_TICKS = 3;

/** That a target is down, or degraded, now. */
export function stateRules(watched: WatchedProbe, parents: readonly WatchedProbe[], road: RoadTiming): PlacedRule[] {
  if (watched.policy === 'none') return [];
  const { looked, fit, probe } = watched;
  const { ticks, locations: least } = fit.down;
  const where = wordsOf(least, watched.locations.length);
  const windowMs = ticks * looked.intervalMs;
  const bound = durationText(downBoundMs(fit, timingOf(probe, windowMs, road)));
  return [
    probeAlert(watched, {
      alert: 'ProbeDown',
      expr: unlessParents(isDown(looked, fit.down), parents),
      severity: 'page',
      windowMs,
      keepMs: KEEP_DOWN_TICKS * looked.intervalMs,
      summary: `${probe.name} is down${where}: ${ticks} ticks in a row were bad.`,
      annotations: { bound: `A total outage is told at most ${bound} after it begins.` },
    }),
    probeAlert(watched, {
      alert: 'ProbeDegraded',
      expr: unlessParents(
        `${ticksWith('probe_degraded', looked, least, DEGRADED_TICKS * looked.intervalMs)} >= ${DEGRADED_TICKS}`,
        parents,
      ),
      severity: 'ticket',
      windowMs: DEGRADED_TICKS * looked.intervalMs,
      keepMs: DEGRADED_TICKS * looked.intervalMs,
      summary: `${probe.name} works, but not as well as expected${where}, for ${DEGRADED_TICKS} ticks in a row.`,
    }),
  ];
}

/**
 * Nobody is told of a probe while one that it depends on has failed: one bad tick of that is enough, since the two are looked at in any order, and the first
 * sign of it must come before the last of the other.
 */
export function unlessParents(expression: string, parents: readonly WatchedProbe[]): string {
  const lines = parents.map(({ looked, fit: { down } }) => {
    const windowMs = down.ticks * looked.intervalMs;
    return `unless ${ticksWith('probe_run_bad', looked, down.locations, windowMs)} > 0`;
  });
  return [expression, ...lines].join('\n');
}

function wordsOf(least: number, locations: number): string {
  if (locations === 1) return '';
  return least === locations ? ` at all ${locations} locations` : ` at ${least} or more of ${locations} locations`;
}
