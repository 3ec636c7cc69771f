import type { ProbeKind } from './settings.ts';

/**
 * The catalogue of the metrics that probes make. Where blackbox_exporter has a metric of this meaning, it has its name,
 * its help text and its values; what is new follows the same grammar. Emission, docs/metrics.md and tests derive from it.
 */
export interface Metric {
  readonly type: 'gauge';
  readonly help: string;
  /** What the metric adds to the labels that every series carries. `*` stands for names that the definition chooses. */
  readonly labels: readonly string[];
  readonly kinds: 'all' | readonly ProbeKind[];
  readonly unit: 'seconds' | 'bytes' | 'unix seconds' | 'boolean' | 'number' | 'info';
  readonly origin: 'blackbox_exporter' | 'probewright';
  /** When the series is there, and what else is to be known. */
  readonly when: string;
  /** Sums over time add runs up only when each run has one sample: pushed at its tick, never on a page that is scraped. */
  readonly pushedOnly: boolean;
}

/** Of every series; a person's own labels come beside them and never replace them. */
export const SERIES_LABELS = ['job', 'instance', 'probe', 'location'] as const;

type Row = [unit: Metric['unit'], kinds: Metric['kinds'], help: string, when: string, labels?: readonly string[]];

const metric = (
  origin: Metric['origin'],
  pushedOnly: boolean,
  [unit, kinds, help, when, labels = []]: Row,
): Metric => ({
  type: 'gauge',
  help,
  labels,
  kinds,
  unit,
  origin,
  when,
  pushedOnly,
});
const theirs = (...row: Row) => metric('blackbox_exporter', false, row);
const ours = (...row: Row) => metric('probewright', false, row);
const pushed = (...row: Row) => metric('probewright', true, row);

const ALWAYS = 'Always.';
const JUDGED = 'Always, unless the outcome is error.';
const RUN = 'Always: of each run, so that sum_over_time adds runs up. Pushed only, never scraped.';
const LOOKED_UP = "Once the target's own name was looked up";
const TLS =
  'Whenever a TLS handshake brought certificates, also when they did not verify (blackbox_exporter: only then).';
const CHAIN_INFO = ['fingerprint_sha256', 'issuer', 'serialnumber', 'subject', 'subjectalternative'];

const COMMON = {
  probe_success: theirs(
    'boolean',
    'all',
    'Displays whether or not the probe was a success',
    `${JUDGED} 1 for up and for degraded, 0 for down.`,
  ),
  probe_duration_seconds: theirs(
    'seconds',
    'all',
    'Returns how long the probe took to complete in seconds',
    `${JUDGED} Of the deciding attempt.`,
  ),
  probe_timeout_seconds: theirs(
    'seconds',
    'all',
    'Returns how long the probe timeout is in seconds',
    `${ALWAYS} Of one attempt. In blackbox_exporter after v0.28.`,
  ),
  probe_dns_lookup_time_seconds: theirs(
    'seconds',
    'all',
    'Returns the time taken for probe dns lookup in seconds',
    `${LOOKED_UP}, also in vain.`,
  ),
  probe_ip_protocol: theirs(
    'number',
    'all',
    'Specifies whether probe ip protocol is IP4 or IP6',
    `${LOOKED_UP}: 4 or 6, 0 when in vain.`,
  ),
  probe_ip_addr_hash: theirs(
    'number',
    'all',
    "Specifies the hash of IP address. It's useful to detect if the IP address changes.",
    `${LOOKED_UP}: FNV-1a (32 bit) of the address's bytes, 0 when in vain.`,
  ),
} satisfies Record<string, Metric>;

const HTTP = {
  probe_http_duration_seconds: theirs(
    'seconds',
    ['http'],
    'Duration of http request by phase, summed over all redirects',
    'resolve always; connect, tls, processing and transfer once the name was resolved, at least 0. A phase that failed counts as 0, and so does connect when tls failed. Summed over the steps.',
    ['phase'],
  ),
  probe_http_status_code: theirs(
    'number',
    ['http'],
    'Response HTTP status code',
    `${JUDGED} 0 without a response. Of the last step that ran.`,
  ),
  probe_http_content_length: theirs(
    'bytes',
    ['http'],
    'Length of http content response',
    `${JUDGED} As announced; -1 when not announced, 0 without a response.`,
  ),
  probe_http_uncompressed_body_length: theirs('bytes', ['http'], 'Length of uncompressed response body', JUDGED),
  probe_http_redirects: theirs(
    'number',
    ['http'],
    'The number of redirects',
    `${JUDGED} A redirect that was not followed counts.`,
  ),
  probe_http_ssl: theirs('boolean', ['http'], 'Indicates if SSL was used for the final redirect', JUDGED),
  probe_http_version: theirs(
    'number',
    ['http'],
    'Returns the version of HTTP of the probe response',
    `${JUDGED} 0 without a response.`,
  ),
  probe_http_last_modified_timestamp_seconds: theirs(
    'unix seconds',
    ['http'],
    'Returns the Last-Modified HTTP response header in unixtime',
    'When the response has a Last-Modified that can be read.',
  ),
} satisfies Record<string, Metric>;

const DIALOGUE = {
  probe_failed_due_to_regex: theirs(
    'boolean',
    ['http', 'tcp', 'tls'],
    'Indicates if probe failed due to regex',
    'http: always, 1 when a header or the body was not as expected though the status was; tcp, tls: once connected, 1 when the dialogue was not as expected.',
  ),
  probe_failed_due_to_bytes: theirs(
    'boolean',
    ['tcp', 'tls'],
    'Indicates if probe failed due to bytes',
    'Once connected.',
  ),
  probe_expect_info: theirs(
    'info',
    ['tcp'],
    'Explicit content matched',
    'For each move of the dialogue that has labels and matched.',
    ['*'],
  ),
} satisfies Record<string, Metric>;

const TLS_SERIES = {
  probe_ssl_earliest_cert_expiry: theirs(
    'unix seconds',
    'all',
    'Returns last SSL chain expiry in unixtime',
    `${TLS} The earliest among the certificates sent.`,
  ),
  probe_ssl_last_chain_expiry_timestamp_seconds: theirs(
    'unix seconds',
    'all',
    'Returns last SSL chain expiry in timestamp',
    `${TLS} Of the verified chain that lasts longest; -62135596800 when none was verified.`,
  ),
  probe_ssl_last_chain_info: theirs('info', 'all', 'Contains SSL leaf certificate information', TLS, CHAIN_INFO),
  probe_tls_version_info: theirs('info', 'all', 'Returns the TLS version used or NaN when unknown', TLS, ['version']),
  probe_tls_cipher_info: theirs('info', ['http'], 'Returns the TLS cipher negotiated during handshake', TLS, [
    'cipher',
  ]),
} satisfies Record<string, Metric>;

const DNS = {
  probe_dns_duration_seconds: theirs(
    'seconds',
    ['dns'],
    'Duration of DNS request by phase',
    `${JUDGED} resolve, connect and request, each at least 0.`,
    ['phase'],
  ),
  probe_dns_answer_rrs: theirs(
    'number',
    ['dns'],
    'Returns number of entries in the answer resource record list',
    JUDGED,
  ),
  probe_dns_authority_rrs: theirs(
    'number',
    ['dns'],
    'Returns number of entries in the authority resource record list',
    JUDGED,
  ),
  probe_dns_additional_rrs: theirs(
    'number',
    ['dns'],
    'Returns number of entries in the additional resource record list',
    JUDGED,
  ),
  probe_dns_query_succeeded: theirs(
    'boolean',
    ['dns'],
    'Displays whether or not the query was executed successfully',
    `${JUDGED} 1 once any answer could be read.`,
  ),
  probe_dns_serial: theirs(
    'number',
    ['dns'],
    'Returns the serial number of the zone',
    'When SOA is asked for and any answer could be read; 0 without one in it.',
  ),
} satisfies Record<string, Metric>;

const OURS = {
  probe_info: ours('info', 'all', 'What describes the probe, in labels', ALWAYS, ['kind', 'muted']),
  probe_interval_seconds: ours(
    'seconds',
    'all',
    'The time between the ticks of the probe in seconds',
    `${ALWAYS} 0 at the end of a probe that was removed or disabled, a millisecond before its stale marker, and at each tick outside of its active hours.`,
  ),
  probe_degraded: ours('boolean', 'all', 'Whether the target works, but not as well as expected', JUDGED),
  probe_degraded_info: ours(
    'info',
    'all',
    'Why the probe is degraded',
    'When the outcome is degraded: the first check that says so.',
    ['reason', 'phase'],
  ),
  probe_failure_info: ours('info', 'all', 'Why the probe is down, and in which phase', 'When the outcome is down.', [
    'reason',
    'phase',
  ]),
  probe_error_info: ours(
    'info',
    'all',
    'Why the run failed through a fault of ours, so that nothing is known about the target',
    'When the outcome is error; then there is no probe_success.',
    ['code', 'fault'],
  ),
  probe_run_good: pushed(
    'boolean',
    'all',
    'Whether the run was good in the sense of objectives: up or degraded',
    `${RUN} correction="none"; other values of the label are kept for what is granted afterwards.`,
    ['correction'],
  ),
  probe_run_counted: pushed(
    'boolean',
    'all',
    'Whether the run counts for objectives: it does unless the outcome is error',
    `${RUN} Availability is the sum of good through the sum of counted.`,
    ['correction'],
  ),
  probe_run_bad: pushed('boolean', 'all', 'Whether the run counts and was not good: counted less good', RUN, [
    'correction',
  ]),
  probe_run_missed: pushed(
    'number',
    'all',
    'Whether the run did not take place',
    'Instead of everything else, when a tick was not run: 1. Never with probe_run_counted; sum_over_time says how many. Pushed only, never scraped.',
    ['reason'],
  ),
  probe_lag_seconds: ours(
    'seconds',
    'all',
    'Time within the probe that passed between something happening and our noticing it',
    `${JUDGED} Of the deciding attempt; not part of any phase.`,
  ),
  probe_lag_bound_seconds: ours(
    'seconds',
    'all',
    'How far a phase of the probe may be off, at most',
    `${JUDGED} Of the deciding attempt.`,
  ),
  probe_start_delay_seconds: ours(
    'seconds',
    'all',
    'Time from the tick to the true start of the run',
    `${ALWAYS} Not part of probe_duration_seconds.`,
  ),
  probe_start_held_seconds: ours(
    'seconds',
    'all',
    'The part of the start delay for which the engine held the run back, so that runs do not disturb each other',
    ALWAYS,
  ),
  probe_attempts: ours('number', 'all', 'How many attempts the run made', `${ALWAYS} 0 when the run never started.`),
  probe_attempt_duration_seconds: ours(
    'seconds',
    'all',
    'How long each attempt of the run took',
    'For each attempt, where the probe declares retries; attempt counts from 1.',
    ['attempt'],
  ),
  probe_attempt_failure_info: ours(
    'info',
    'all',
    'Why an attempt of the run was down, and in which phase',
    'For each attempt that was down, where the probe declares retries.',
    ['attempt', 'reason', 'phase'],
  ),
  probe_step_duration_seconds: ours(
    'seconds',
    ['http'],
    'How long each step of the probe took',
    'For each step that ran, where the probe has several; not when the outcome is error.',
    ['step'],
  ),
  probe_step_success: ours(
    'boolean',
    ['http'],
    'Whether each step of the probe was a success',
    'For each step that ran, where the probe has several; not when the outcome is error.',
    ['step'],
  ),
} satisfies Record<string, Metric>;

export const METRICS = { ...COMMON, ...HTTP, ...DIALOGUE, ...TLS_SERIES, ...DNS, ...OURS };
export type MetricName = keyof typeof METRICS;

/** Whether the metric may stand on a page that is scraped. */
export function isScrapable(name: MetricName): boolean {
  return !METRICS[name].pushedOnly;
}
