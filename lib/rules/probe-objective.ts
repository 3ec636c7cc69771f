import type { Plan } from '../model/plan.ts';
import type { AlertPolicy, Probe } from '../model/probe.ts';
import type { Timing } from './bounds.ts';
import type { Fit } from './burn-pair.ts';
import { fitObjective } from './fit.ts';
import { evaluationMsOf } from './groups.ts';
import type { Looked } from './promql.ts';

/** A probe as its rules see it. */
export interface WatchedProbe {
  readonly probe: Probe;
  readonly looked: Looked;
  /** From where it is looked. */
  readonly locations: readonly string[];
  /** Also without an objective: what makes it down is the same. Its pairs are empty then. */
  readonly fit: Fit;
  readonly policy: AlertPolicy['policy'];
}

const USUAL = { percent: 99.9, windowMs: 30 * 86_400_000 };

/**
 * The probes that run, as rules see them. An objective alone is enough to be told by a page; without either nobody is.
 *
 * @param locations where all of them run, instead of where the plan says: the local runner runs every probe
 */
export function watchedProbes({ probes }: Pick<Plan, 'probes'>, locations?: readonly string[]): WatchedProbe[] {
  return probes.filter(({ enabled }) => enabled).map((probe) => watch(probe, locations ?? probe.locations));
}

function watch(probe: Probe, locations: readonly string[]): WatchedProbe {
  const { alert, objective, intervalMs } = probe;
  const fit = fitObjective({
    ...(objective ?? USUAL),
    intervalMs,
    locations: locations.length,
    downTicks: alert?.afterTicks,
    downLocations: alert?.locations,
  });
  return {
    probe,
    looked: { probe: probe.name, intervalMs },
    locations,
    fit: objective ? fit : { ...fit, pairs: [] },
    policy: alert?.policy ?? (objective ? 'page' : 'none'),
  };
}

/** The longest that a run takes, milliseconds: all attempts, and the waits between them. */
function longestRunMs({ retry, timeoutMs }: Pick<Probe, 'retry' | 'timeoutMs'>): number {
  return retry.attempts * timeoutMs + (retry.attempts - 1) * retry.afterMs;
}

/** What is the same for all probes. */
export type RoadTiming = Omit<Timing, 'runMs'>;

/** @param windowMs so far back the rule looks, which decides how often it is evaluated */
export function timingOf(probe: Pick<Probe, 'retry' | 'timeoutMs'>, windowMs: number, road: RoadTiming): Timing {
  return { ...road, evaluationMs: evaluationMsOf(windowMs, road.evaluationMs), runMs: longestRunMs(probe) };
}
