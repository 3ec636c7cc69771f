import type { WatchedProbe } from './probe-objective.ts';
import { durationText, sumOf } from './promql.ts';
import { literal, type PlacedRule } from './rule.ts';

const SUMMED = [
  ['probe:run_good:sum', 'probe_run_good'],
  ['probe:run_counted:sum', 'probe_run_counted'],
  ['probe:run_bad:sum', 'probe_run_bad'],
] as const;

/** How an objective stands over its window, written down for dashboards: sums, and what was promised. No alert reads it. */
export function recordRules({ probe, looked }: WatchedProbe, budget: number): PlacedRule[] {
  const { objective } = probe;
  if (!objective) return [];
  const windowMs = objective.windowMs;
  const own = Object.entries(probe.labels).map(([name, value]) => [name, literal(value)] as const);
  const labels = { ...Object.fromEntries(own), probe: probe.name, window: durationText(windowMs) };
  const place = (record: string, expr: string): PlacedRule => ({
    rule: { record, expr, labels },
    windowMs,
    about: probe.name,
  });
  const [bad, counted] = [sumOf('probe_run_bad', looked, windowMs), sumOf('probe_run_counted', looked, windowMs)];
  return [
    ...SUMMED.map(([record, metric]) => place(record, sumOf(metric, looked, windowMs))),
    place('probe:objective_budget:ratio', `vector(${budget})`),
    place('probe:objective_budget_left:ratio', `1 - ${bad} / ${counted} / ${budget}`),
  ];
}
