import { METRICS, SERIES_LABELS } from '../../model/metrics.ts';

/** Names that the definitions choose, and not the catalogue. */
const CHOSEN = '*';

/** Labels that we or Prometheus put on series; a person's label of that name would be lost or break a rule. */
export const RESERVED_LABELS: ReadonlySet<string> = new Set([
  ...SERIES_LABELS,
  ...Object.values(METRICS)
    .flatMap(({ labels }) => labels as readonly string[])
    .filter((label) => label !== CHOSEN),
  'outcome',
  'le',
  'quantile',
  'replica',
  'alertname',
  'severity',
  'description',
  'runbook',
]);

/** Prometheus's own, and what a scrape without `honor_labels` makes of clashing names. */
export const RESERVED_PREFIXES: readonly string[] = ['__', 'exported_'];
