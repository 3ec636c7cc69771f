import type { ProbeSummary } from '../api.ts';
import { BUCKETS, bucketOf } from './buckets.ts';
import { compareProbes, compareText, rankOf } from './order.ts';

export interface Group {
  /** The label's value; '' for the probes without the label, or when nothing is grouped. */
  readonly value: string;
  /** Worst first. */
  readonly probes: readonly ProbeSummary[];
}

/** The label keys that a list can be grouped by, in order. */
export function labelKeys(probes: Iterable<ProbeSummary>): readonly string[] {
  const keys = new Set<string>();
  for (const probe of probes) for (const key of Object.keys(probe.labels)) keys.add(key);
  return [...keys].sort(compareText);
}

/** Groups with the worst state first, then by value; probes without the label come last. An empty key is one group. */
export function groupProbes(probes: readonly ProbeSummary[], key: string): readonly Group[] {
  const sorted = [...probes].sort(compareProbes);
  if (key === '') return sorted.length > 0 ? [{ value: '', probes: sorted }] : [];
  const groups = Map.groupBy(sorted, (probe) => probe.labels[key] ?? '');
  return [...groups].map(([value, members]) => ({ value, probes: members })).sort(compareGroups);
}

function compareGroups(a: Group, b: Group): number {
  if ((a.value === '') !== (b.value === '')) return a.value === '' ? 1 : -1;
  return worstRank(a) - worstRank(b) || compareText(a.value, b.value);
}

function worstRank(group: Group): number {
  const first = group.probes[0];
  return first === undefined ? BUCKETS.length : rankOf(bucketOf(first));
}
