import type { ProbeSummary, State } from '../api.ts';

/**
 * Where a probe stands on the page, worst first: its state, unless nobody is to be told of it (`muted`) or it is not
 * run now (`not-now`) or at all (`disabled`).
 */
export const BUCKETS = ['down', 'error', 'degraded', 'waiting', 'up', 'muted', 'not-now', 'disabled'] as const;
export type Bucket = (typeof BUCKETS)[number];

export type Counts = Readonly<Record<Bucket, number>>;

/** The buckets that call for somebody. */
export const TROUBLE = ['down', 'error', 'degraded'] as const satisfies readonly Bucket[];

export function isBucket(text: string): text is Bucket {
  return (BUCKETS as readonly string[]).includes(text);
}

export function bucketOf(probe: { readonly state: State; readonly muted: boolean }): Bucket {
  return probe.muted && probe.state !== 'disabled' && probe.state !== 'not-now' ? 'muted' : probe.state;
}

export function countBuckets(probes: Iterable<ProbeSummary>): Counts {
  const counts = { down: 0, error: 0, degraded: 0, waiting: 0, up: 0, muted: 0, 'not-now': 0, disabled: 0 };
  for (const probe of probes) counts[bucketOf(probe)] += 1;
  return counts;
}

/** The worst bucket that has a probe; `waiting` when there is none at all. */
export function worstBucket(counts: Counts): Bucket {
  return BUCKETS.find((bucket) => counts[bucket] > 0) ?? 'waiting';
}
