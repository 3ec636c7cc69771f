import type { Plan } from '../model/plan.ts';
import { absenceRules, locationRules } from './absence-rules.ts';
import { burnRules } from './burn-rules.ts';
import { certificateRules } from './certificate-rules.ts';
import { groupRules } from './groups.ts';
import { type RoadTiming, type WatchedProbe, watchedProbes } from './probe-objective.ts';
import { recordRules } from './record-rules.ts';
import type { PlacedRule, RuleGroup } from './rule.ts';
import { stateRules } from './state-rules.ts';

export interface RulesOptions {
  readonly road: RoadTiming;
  /** Rules that look further back are Ruler's. */
  readonly longestLocalWindowMs: number;
  /** Where all probes run, instead of where the plan says. */
  readonly locations?: readonly string[];
}

/** Every group in exactly one evaluator. */
export interface PlanRules {
  /** For Prometheus. */
  readonly local: readonly RuleGroup[];
  /** For Ruler: what looks further back than Prometheus keeps. */
  readonly ruler: readonly RuleGroup[];
}

/** All rules that the probes of a plan make. */
export function rulesOf(
  plan: Pick<Plan, 'probes'>,
  { road, longestLocalWindowMs, locations }: RulesOptions,
): PlanRules {
  const all = watchedProbes(plan, locations);
  const byName = new Map(all.map((one) => [one.probe.name, one]));
  const rules = [...all.flatMap((one) => rulesOfProbe(one, byName, road)), ...locationRules(all)];
  const isLocal = ({ windowMs }: PlacedRule) => windowMs <= longestLocalWindowMs;
  return {
    local: groupRules(rules.filter(isLocal), 'local', road.evaluationMs),
    ruler: groupRules(
      rules.filter((rule) => !isLocal(rule)),
      'ruler',
      road.evaluationMs,
    ),
  };
}

function rulesOfProbe(
  watched: WatchedProbe,
  byName: ReadonlyMap<string, WatchedProbe>,
  road: RoadTiming,
): PlacedRule[] {
  const parents = (watched.probe.alert?.dependsOn ?? []).flatMap((name) => byName.get(name) ?? []);
  return [
    ...stateRules(watched, parents, road),
    ...burnRules(watched, parents, road),
    ...absenceRules(watched),
    ...certificateRules(watched),
    ...recordRules(watched, watched.fit.budget),
  ];
}
