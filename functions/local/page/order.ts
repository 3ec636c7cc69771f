import type { ProbeSummary } from '../api.ts';
import { BUCKETS, type Bucket, bucketOf } from './buckets.ts';

const RANK = new Map<Bucket, number>(BUCKETS.map((bucket, rank) => [bucket, rank]));
const BY_TIME: ReadonlySet<Bucket> = new Set(['down', 'error', 'degraded']);

/** Worst first; among those in trouble what broke last comes first, all others stand by name so that they never shuffle. */
export function compareProbes(a: ProbeSummary, b: ProbeSummary): number {
  const bucket = bucketOf(a);
  const byRank = rankOf(bucket) - rankOf(bucketOf(b));
  if (byRank !== 0) return byRank;
  const byTime = BY_TIME.has(bucket) ? (b.sinceMs ?? 0) - (a.sinceMs ?? 0) : 0;
  return byTime !== 0 ? byTime : compareText(a.name, b.name);
}

export function rankOf(bucket: Bucket): number {
  return RANK.get(bucket) ?? BUCKETS.length;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
