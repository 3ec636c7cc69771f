/**
 * PromQL that several panels share. A selection is the inside of the braces. Over time only sums are asked for: a mean or a count is wrong in
 * downsampled blocks (docs/metrics.md). Nothing is filled up with zeroes: where there is no answer, the panel is empty.
 */

/** Of Overview, Locations, Certificates. */
export const CHOSEN = 'job=~"$job",location=~"$location",team=~"$team"';
/** Of Probe. */
export const ONE = 'job=~"$job",location=~"$location",probe="$probe"';
/** Of Objectives. */
export const SOME = 'job=~"$job",probe=~"$probe"';

/** Of each probe at each location: 0 up, 1 degraded, 2 an error of ours, 3 down. */
export function stateOf(selection: string): string {
  return `(3 * (1 - probe_success{${selection}}) + probe_degraded{${selection}} or 2 * (1 - probe_run_counted{${selection},correction="none"}))`;
}

/** The worst state over locations, by labels. */
export function worstBy(labels: string, selection: string): string {
  return `max by (${labels}) ${stateOf(selection)}`;
}

/** At how many locations a probe is not up. */
export function locationsNotUp(selection: string): string {
  return `sum by (job, probe) (max by (job, probe, location) ${stateOf(selection)} > bool 0)`;
}

export function locationsOf(selection: string): string {
  return `count by (job, probe) (probe_info{${selection}})`;
}

/** Restricts a query by (job, probe) to probes that are not up. */
export function whereNotUp(expr: string, selection: string): string {
  return `${expr} and on (job, probe) (${worstBy('job, probe', selection)} > 0)`;
}

/**
 * Unix milliseconds of the first tick of the present trouble, by labels: the tick after the last good one within a day, looked for once a minute. Nothing
 * when there was no good one for a day.
 */
export function sinceBy(labels: string, selection: string): string {
  const good = `timestamp(probe_success{${selection}}) and probe_success{${selection}} - probe_degraded{${selection}} == 1`;
  const next = `max_over_time((${good})[1d:1m]) + on (job, probe, location) group_left () max by (job, probe, location) (probe_interval_seconds{${selection}})`;
  const troubled = `max by (job, probe, location) ${stateOf(selection)} > 0`;
  return `1000 * min by (${labels}) ((${next}) and on (job, probe, location) (${troubled}))`;
}

/** The most common reason of each probe that is not up, with the phase; an error of ours has the fault's name as its reason. */
export function reasonBy(labels: string, selection: string): string {
  const now = (info: string, verdict: string) => `(${info} and on (job, probe, location) ${verdict})`;
  const why = [
    now(`probe_failure_info{${selection}}`, `probe_success{${selection}} == 0`),
    now(`probe_degraded_info{${selection}}`, `probe_degraded{${selection}} == 1`),
    now(
      `label_replace(probe_error_info{${selection}}, "reason", "$1", "fault", "(.+)")`,
      `probe_run_counted{${selection},correction="none"} == 0`,
    ),
  ];
  return `topk by (${labels}) (1, count by (${labels}, reason, phase) (${why.join(' or ')}))`;
}

/** The day that begins at the moment that is asked about, as far as it has come: Grafana asks at whole days, and never about the end of today. */
export const THIS_DAY = 'this day';

const over = (window: string) => (window === THIS_DAY ? '[1d] offset -1d' : `[${window}]`);

const sums = (what: 'good' | 'bad' | 'counted', window: string, labels: string, selection: string) =>
  `sum by (${labels}) (sum_over_time(probe_run_${what}{${selection}}${over(window)}))`;

/** Good runs through counted runs, what was granted afterwards included. */
export function availabilityBy(labels: string, window: string, selection: string): string {
  return `${sums('good', window, labels, selection)} / ${sums('counted', window, labels, selection)}`;
}

export function badBy(labels: string, window: string, selection: string): string {
  return sums('bad', window, labels, selection);
}

export function countedBy(labels: string, window: string, selection: string): string {
  return sums('counted', window, labels, selection);
}

/**
 * The share of runs that may fail, by probe: what its definition says, which rules write down each half hour at least (lib/rules), or what is chosen on the
 * dashboard where it says nothing.
 */
function allowed(selection: string): string {
  const declared = 'max by (probe) (last_over_time(probe:objective_budget:ratio{probe!=""}[2h]))';
  const chosen = `0 * count by (probe) (last_over_time(probe_info{${selection}}[1d])) + (1 - $objective / 100)`;
  return `on (probe) group_left () (${declared} or on (probe) ${chosen})`;
}

/** The share of the error budget that is left: 1 is all of it. */
export function budgetLeftBy(labels: string, window: string, selection: string): string {
  return `1 - ${sums('bad', window, labels, selection)} / (${sums('counted', window, labels, selection)} * ${allowed(selection)})`;
}

/** Runs that may still fail, by (job, probe). */
function runsLeft(window: string, selection: string): string {
  return `(${sums('counted', window, 'job, probe', selection)} * ${allowed(selection)} - ${sums('bad', window, 'job, probe', selection)})`;
}

/** Minutes of total outage that the budget still has, by (job, probe). */
export function minutesLeft(window: string, selection: string): string {
  return `${runsLeft(window, selection)} * max by (job, probe) (probe_interval_seconds{${selection}}) / ${locationsOf(selection)} / 60`;
}

/** Days until the budget is spent at the pace of the last day, by (job, probe); nothing where nothing failed within the day. */
export function daysLeft(window: string, selection: string): string {
  return `clamp_min(${runsLeft(window, selection)}, 0) / (${sums('bad', '1d', 'job, probe', selection)} > 0)`;
}

/** The share of runs that were an error of ours: every run, counted or not, has its interval. */
export function errorShareBy(labels: string, window: string, selection: string): string {
  const seconds = `sum by (job, probe, location) (sum_over_time(probe_interval_seconds{${selection}}[${window}]))`;
  const interval = `max by (job, probe, location) (probe_interval_seconds{${selection}} > 0)`;
  const counted = `sum by (job, probe, location) (sum_over_time(probe_run_counted{${selection},correction="none"}[${window}]))`;
  return `1 - sum by (${labels}) (${counted}) / sum by (${labels}) (${seconds} / ${interval})`;
}

/** Days until a chain's first certificate expires, beside what the certificate says of itself; the least over locations. */
export function certificateDays(labels: string, selection: string): string {
  const own = `${labels}, location`;
  const subject = `max by (${own}, subject, issuer, subjectalternative) (probe_ssl_last_chain_info{${selection}})`;
  const version = `max by (${own}, version) (probe_tls_version_info{${selection}})`;
  const left = `(probe_ssl_earliest_cert_expiry{${selection}} - time()) / 86400`;
  return `min by (${labels}, subject, issuer, subjectalternative, version) (${subject} * on (${own}) group_left (version) ${version} * on (${own}) group_left () (${left}))`;
}
