import type { Plan } from '../model/plan.ts';
import { downBoundMs } from './bounds.ts';
import { type Detection, detectionOf } from './detection.ts';
import { falsePages } from './false-pages.ts';
import { type RoadTiming, timingOf, watchedProbes } from './probe-objective.ts';

/** What an objective will see, and how fast: plain JSON. */
export interface ObjectiveReport {
  readonly probe: string;
  readonly percent: number;
  readonly windowMs: number;
  /** Whether a total outage is told by a page, by a ticket, or not at all. */
  readonly told: 'page' | 'ticket' | 'none';
  /** From the beginning of a total outage to its being told, at the latest. */
  readonly outageMs: number;
  /** A share of runs that fails, and how long it takes until that is told; `null`: perhaps never within the window. */
  readonly errors: { readonly share: number; readonly p50Ms: number | null; readonly p95Ms: number | null };
  /** The share of the budget that one failed tick costs, at every location; 1 is all of it. */
  readonly tickCost: number;
  /** Pages a year that blips of a run in a thousand make, at most. */
  readonly falsePagesPerYear: number;
}

/** Shares that are asked for: the first that is well above what the objective allows. */
const SHARES = [0.01, 0.05, 0.1, 0.25, 0.5] as const;
const WELL_ABOVE = 3;

/** What the objectives of a plan will see. Probes of the same shape are worked out once. */
export function reportObjectives(plan: Pick<Plan, 'probes'>, road: RoadTiming): ObjectiveReport[] {
  const known = new Map<string, Detection>();
  return watchedProbes(plan).flatMap(({ probe, fit, policy }): ObjectiveReport[] => {
    const { objective } = probe;
    if (!objective) return [];
    const share = SHARES.find((one) => one >= WELL_ABOVE * fit.budget) ?? 0.9;
    const shape = JSON.stringify([fit, share]);
    const detection = known.get(shape) ?? detectionOf(fit, share);
    known.set(shape, detection);
    const timing = timingOf(probe, fit.down.ticks * probe.intervalMs, road);
    return [
      {
        probe: probe.name,
        percent: objective.percent,
        windowMs: objective.windowMs,
        told: policy,
        outageMs: downBoundMs(fit, timing),
        errors: { share, p50Ms: finite(detection.p50Ms), p95Ms: finite(detection.p95Ms) },
        tickCost: probe.intervalMs / (fit.budget * fit.periodMs),
        falsePagesPerYear: falsePages(fit),
      },
    ];
  });
}

function finite(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null;
}
