/** Labels that we or Prometheus put on series; a person's label of that name would be lost or break a rule. */
export const RESERVED_LABELS: ReadonlySet<string> = new Set([
  'job',
  'instance',
  'probe',
  'location',
  'kind',
  'phase',
  'reason',
  'outcome',
  'correction',
  'version',
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
