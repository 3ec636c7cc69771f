import type { Plan } from '../model/plan.ts';
import { rulesOf } from '../rules/plan-rules.ts';
import type { RoadTiming } from '../rules/probe-objective.ts';
import { GROUP_WAIT_MS } from './alertmanager.ts';
import { derive } from './derived.ts';
import { yamlOf } from './render.ts';
import type { BackendSettings } from './settings.ts';

/** What passes between a result's being stored and a person in this backend. The lag is what rules look back for, so it is counted once. */
export function roadOf(settings: Pick<BackendSettings, 'evaluationMs'>, offsetMs: number): RoadTiming {
  return { lagMs: 0, offsetMs, evaluationMs: settings.evaluationMs, groupWaitMs: GROUP_WAIT_MS };
}

/**
 * The rules of a plan's probes as files, each for one evaluator: texts by their path below `Paths.config`. A file without rules is not there.
 *
 * @param locations where all probes run, instead of where the plan says
 */
export function probeRuleFiles(
  settings: BackendSettings,
  plan: Pick<Plan, 'probes'>,
  locations?: readonly string[],
): Readonly<Record<string, string>> {
  const { longestLocalWindowMs, queryOffsetMs } = derive(settings);
  const road = roadOf(settings, queryOffsetMs);
  const { local, ruler } = rulesOf(plan, { road, longestLocalWindowMs, ...(locations && { locations }) });
  return {
    ...(local.length > 0 && { 'rules/local/probewright-probes.yml': yamlOf({ groups: local }) }),
    ...(ruler.length > 0 && { 'rules/ruler/probewright-probes.yml': yamlOf({ groups: ruler }) }),
  };
}
