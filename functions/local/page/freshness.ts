import type { ProbeSummary } from '../api.ts';

const GRACE_MS = 15_000;

/**
 * From when on data that is as of `asOfMs` is older than it should be: the most frequent probe has then missed two
 * runs. Undefined when nothing runs.
 */
export function staleFromMs(probes: Iterable<ProbeSummary>, asOfMs: number): number | undefined {
  let shortest = Number.POSITIVE_INFINITY;
  for (const { state, intervalMs } of probes) {
    if (state !== 'disabled' && state !== 'not-now') shortest = Math.min(shortest, intervalMs);
  }
  return Number.isFinite(shortest) ? asOfMs + 2 * shortest + GRACE_MS : undefined;
}
