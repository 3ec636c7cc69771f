import type { Plan } from '../model/plan.ts';
import { rulesOf } from '../rules/plan-rules.ts';
import type { RoadTiming } from '../rules/probe-objective.ts';
import { GROUP_WAIT_MS } from './alertmanager.ts';
import { derive } from './derived.ts';
import { yamlOf } from './render.ts';
import { type BackendSettings, DEFAULT_BACKEND } from './settings.ts';

/** What passes between a run's end and a person, in the backend as it is without settings of one's own. */
export const USUAL_ROAD = roadOf(DEFAULT_BACKEND);

/** Rules look back for the lag, the 99th percentile of results' way: within that they are there. */
function roadOf({ lagMs, evaluationMs }: Pick<BackendSettings, 'lagMs' | 'evaluationMs'>): RoadTiming {
  return { lagMs: 0, offsetMs: lagMs, evaluationMs, groupWaitMs: GROUP_WAIT_MS };
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
  const { longestLocalWindowMs } = derive(settings);
  const { local, ruler } = rulesOf(plan, {
    road: roadOf(settings),
    longestLocalWindowMs,
    ...(locations && { locations }),
  });
  return {
    ...(local.length > 0 && { 'rules/local/probewright-probes.yml': yamlOf({ groups: local }) }),
    ...(ruler.length > 0 && { 'rules/ruler/probewright-probes.yml': yamlOf({ groups: ruler }) }),
  };
}
