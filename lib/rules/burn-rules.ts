import { probeAlert } from './alert-rule.ts';
import { burnBoundMs } from './bounds.ts';
import { type BurnPair, keepBurnMs } from './burn-pair.ts';
import { type RoadTiming, timingOf, type WatchedProbe } from './probe-objective.ts';
import { durationText, isBurning } from './promql.ts';
import type { PlacedRule } from './rule.ts';
import { unlessParents } from './state-rules.ts';

/** That the budget of an objective burns too fast. */
export function burnRules(watched: WatchedProbe, parents: readonly WatchedProbe[], road: RoadTiming): PlacedRule[] {
  if (watched.policy === 'none') return [];
  return watched.fit.pairs.map((pair) => burnRule(watched, pair, parents, road));
}

function burnRule(
  watched: WatchedProbe,
  pair: BurnPair,
  parents: readonly WatchedProbe[],
  road: RoadTiming,
): PlacedRule {
  const { looked, fit, probe } = watched;
  const [long, short] = [durationText(pair.longMs), durationText(pair.shortMs)];
  const bound = durationText(burnBoundMs(pair, looked.intervalMs, timingOf(probe, pair.longMs, road)));
  return probeAlert(watched, {
    alert: pair.pace === 'fast' ? 'ObjectiveBurnsFast' : 'ObjectiveBurnsSlow',
    expr: unlessParents(isBurning(looked, pair, fit.down, watched.locations.length), parents),
    severity: pair.pace === 'fast' ? 'page' : 'ticket',
    windowMs: pair.longMs,
    keepMs: keepBurnMs(pair),
    labels: { long, short },
    summary: `${probe.name} fails {{ $value | humanizePercentage }} of its runs over ${long}: ${pair.factor} times what its objective allows, or more.`,
    annotations: {
      exhaustion: `At ${pair.factor} times, the budget of ${durationText(fit.periodMs)} is spent in ${durationText(Math.round(fit.periodMs / pair.factor / 1000) * 1000)}.`,
      bound: `A total outage burns so at most ${bound} after it begins.`,
    },
  });
}
