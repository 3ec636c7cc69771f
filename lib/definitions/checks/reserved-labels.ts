import { METRICS, SERIES_LABELS } from '../../model/metrics.ts';

/** What Prometheus, Alertmanager and Thanos give a meaning of their own, or we keep for later parts. */
const OTHERS = ['le', 'quantile', 'replica', 'alertname', 'severity', 'outcome', 'correction'];

/** Labels that stand on series already; a person's label of that name would be lost or break a rule. */
export const RESERVED_LABELS: ReadonlySet<string> = new Set([
  ...SERIES_LABELS,
  ...Object.values(METRICS).flatMap(({ labels }) => labels.filter((label) => label !== '*')),
  ...OTHERS,
]);

/** Prometheus's own, and what a scrape without `honor_labels` makes of clashing names. */
export const RESERVED_PREFIXES: readonly string[] = ['__', 'exported_'];
