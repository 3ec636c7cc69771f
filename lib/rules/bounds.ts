import type { BurnPair, Fit } from './burn-pair.ts';

/** What passes between a tick and a person, beside the ticks themselves. */
export interface Timing {
  /** The longest that a run takes, with all its attempts. */
  readonly runMs: number;
  /** From a run's end to its being stored, at the 99th percentile. */
  readonly lagMs: number;
  /** Rules look this far back. */
  readonly offsetMs: number;
  readonly evaluationMs: number;
  /** Alertmanager waits so long for alerts of the same group. */
  readonly groupWaitMs: number;
}

/** So long after the beginning of a total outage it is told, at the latest, since the target counts as down. The first tick is up to an interval away. */
export function downBoundMs({ down, intervalMs }: Pick<Fit, 'down' | 'intervalMs'>, timing: Timing): number {
  return down.ticks * intervalMs + beyondMs(timing);
}

/** The same for a burning budget. */
export function burnBoundMs({ ticks, threshold, longMs }: BurnPair, intervalMs: number, timing: Timing): number {
  const needed = Math.max(ticks, Math.floor(threshold * Math.ceil(longMs / intervalMs)) + 1);
  return needed * intervalMs + beyondMs(timing);
}

function beyondMs({ runMs, lagMs, offsetMs, evaluationMs, groupWaitMs }: Timing): number {
  return runMs + lagMs + offsetMs + evaluationMs + groupWaitMs;
}
