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
  readonly pushedOnly?: true;
}

/** Of every series; a person's own labels come beside them and never replace them. */
export const SERIES_LABELS = ['job', 'instance', 'probe', 'location'] as const;

const JUDGED = 'Always, unless the outcome is error.';
const TLS =
  'Whenever a TLS handshake brought certificates, also when they did not verify (blackbox_exporter: only then).';
const RUN = 'Always: of each run, so that sum_over_time adds runs up. Pushed only, never scraped.';
const ALWAYS = 'Always.';
const CHAIN_INFO = ['fingerprint_sha256', 'issuer', 'serialnumber', 'subject', 'subjectalternative'] as const;

const common = {
  probe_success: {
    type: 'gauge',
    help: 'Displays whether or not the probe was a success',
    labels: [],
    kinds: 'all',
    unit: 'boolean',
    origin: 'blackbox_exporter',
    when: `${JUDGED} 1 for up and for degraded, 0 for down.`,
  },
  probe_duration_seconds: {
    type: 'gauge',
    help: 'Returns how long the probe took to complete in seconds',
    labels: [],
    kinds: 'all',
    unit: 'seconds',
    origin: 'blackbox_exporter',
    when: `${JUDGED} Of the deciding attempt.`,
  },
  probe_timeout_seconds: {
    type: 'gauge',
    help: 'Returns how long the probe timeout is in seconds',
    labels: [],
    kinds: 'all',
    unit: 'seconds',
    origin: 'blackbox_exporter',
    when: `${ALWAYS} Of one attempt. In blackbox_exporter after v0.28.`,
  },
  probe_dns_lookup_time_seconds: {
    type: 'gauge',
    help: 'Returns the time taken for probe dns lookup in seconds',
    labels: [],
    kinds: 'all',
    unit: 'seconds',
    origin: 'blackbox_exporter',
    when: "Once the target's own name was looked up, also in vain.",
  },
  probe_ip_protocol: {
    type: 'gauge',
    help: 'Specifies whether probe ip protocol is IP4 or IP6',
    labels: [],
    kinds: 'all',
    unit: 'number',
    origin: 'blackbox_exporter',
    when: "Once the target's own name was looked up: 4 or 6, 0 when in vain.",
  },
  probe_ip_addr_hash: {
    type: 'gauge',
    help: "Specifies the hash of IP address. It's useful to detect if the IP address changes.",
    labels: [],
    kinds: 'all',
    unit: 'number',
    origin: 'blackbox_exporter',
    when: "Once the target's own name was looked up: FNV-1a (32 bit) of the address's bytes, 0 when in vain.",
  },
} as const satisfies Record<string, Metric>;

const http = {
  probe_http_duration_seconds: {
    type: 'gauge',
    help: 'Duration of http request by phase, summed over all redirects',
    labels: ['phase'],
    kinds: ['http'],
    unit: 'seconds',
    origin: 'blackbox_exporter',
    when: 'resolve always; connect, tls, processing and transfer once the name was resolved, at least 0. A phase that failed counts as 0, and so does connect when tls failed. Summed over the steps.',
  },
  probe_http_status_code: {
    type: 'gauge',
    help: 'Response HTTP status code',
    labels: [],
    kinds: ['http'],
    unit: 'number',
    origin: 'blackbox_exporter',
    when: `${JUDGED} 0 without a response. Of the last step that ran.`,
  },
  probe_http_content_length: {
    type: 'gauge',
    help: 'Length of http content response',
    labels: [],
    kinds: ['http'],
    unit: 'bytes',
    origin: 'blackbox_exporter',
    when: `${JUDGED} As announced; -1 when not announced, 0 without a response.`,
  },
  probe_http_uncompressed_body_length: {
    type: 'gauge',
    help: 'Length of uncompressed response body',
    labels: [],
    kinds: ['http'],
    unit: 'bytes',
    origin: 'blackbox_exporter',
    when: JUDGED,
  },
  probe_http_redirects: {
    type: 'gauge',
    help: 'The number of redirects',
    labels: [],
    kinds: ['http'],
    unit: 'number',
    origin: 'blackbox_exporter',
    when: `${JUDGED} A redirect that was not followed counts.`,
  },
  probe_http_ssl: {
    type: 'gauge',
    help: 'Indicates if SSL was used for the final redirect',
    labels: [],
    kinds: ['http'],
    unit: 'boolean',
    origin: 'blackbox_exporter',
    when: JUDGED,
  },
  probe_http_version: {
    type: 'gauge',
    help: 'Returns the version of HTTP of the probe response',
    labels: [],
    kinds: ['http'],
    unit: 'number',
    origin: 'blackbox_exporter',
    when: `${JUDGED} 0 without a response.`,
  },
  probe_http_last_modified_timestamp_seconds: {
    type: 'gauge',
    help: 'Returns the Last-Modified HTTP response header in unixtime',
    labels: [],
    kinds: ['http'],
    unit: 'unix seconds',
    origin: 'blackbox_exporter',
    when: 'When the response has a Last-Modified that can be read.',
  },
} as const satisfies Record<string, Metric>;

const dialogue = {
  probe_failed_due_to_regex: {
    type: 'gauge',
    help: 'Indicates if probe failed due to regex',
    labels: [],
    kinds: ['http', 'tcp', 'tls'],
    unit: 'boolean',
    origin: 'blackbox_exporter',
    when: 'http: always, 1 when a header or the body was not as expected though the status was; tcp, tls: once connected, 1 when the dialogue was not as expected.',
  },
  probe_failed_due_to_bytes: {
    type: 'gauge',
    help: 'Indicates if probe failed due to bytes',
    labels: [],
    kinds: ['tcp', 'tls'],
    unit: 'boolean',
    origin: 'blackbox_exporter',
    when: 'Once connected.',
  },
  probe_expect_info: {
    type: 'gauge',
    help: 'Explicit content matched',
    labels: ['*'],
    kinds: ['tcp'],
    unit: 'info',
    origin: 'blackbox_exporter',
    when: 'For each move of the dialogue that has labels and matched.',
  },
} as const satisfies Record<string, Metric>;

const tls = {
  probe_ssl_earliest_cert_expiry: {
    type: 'gauge',
    help: 'Returns last SSL chain expiry in unixtime',
    labels: [],
    kinds: 'all',
    unit: 'unix seconds',
    origin: 'blackbox_exporter',
    when: `${TLS} The earliest among the certificates sent.`,
  },
  probe_ssl_last_chain_expiry_timestamp_seconds: {
    type: 'gauge',
    help: 'Returns last SSL chain expiry in timestamp',
    labels: [],
    kinds: 'all',
    unit: 'unix seconds',
    origin: 'blackbox_exporter',
    when: `${TLS} Of the verified chain that lasts longest; -62135596800 when none was verified.`,
  },
  probe_ssl_last_chain_info: {
    type: 'gauge',
    help: 'Contains SSL leaf certificate information',
    labels: CHAIN_INFO,
    kinds: 'all',
    unit: 'info',
    origin: 'blackbox_exporter',
    when: TLS,
  },
  probe_tls_version_info: {
    type: 'gauge',
    help: 'Returns the TLS version used or NaN when unknown',
    labels: ['version'],
    kinds: 'all',
    unit: 'info',
    origin: 'blackbox_exporter',
    when: TLS,
  },
  probe_tls_cipher_info: {
    type: 'gauge',
    help: 'Returns the TLS cipher negotiated during handshake',
    labels: ['cipher'],
    kinds: ['http'],
    unit: 'info',
    origin: 'blackbox_exporter',
    when: TLS,
  },
} as const satisfies Record<string, Metric>;

const dns = {
  probe_dns_duration_seconds: {
    type: 'gauge',
    help: 'Duration of DNS request by phase',
    labels: ['phase'],
    kinds: ['dns'],
    unit: 'seconds',
    origin: 'blackbox_exporter',
    when: `${JUDGED} resolve, connect and request, each at least 0.`,
  },
  probe_dns_answer_rrs: {
    type: 'gauge',
    help: 'Returns number of entries in the answer resource record list',
    labels: [],
    kinds: ['dns'],
    unit: 'number',
    origin: 'blackbox_exporter',
    when: JUDGED,
  },
  probe_dns_authority_rrs: {
    type: 'gauge',
    help: 'Returns number of entries in the authority resource record list',
    labels: [],
    kinds: ['dns'],
    unit: 'number',
    origin: 'blackbox_exporter',
    when: JUDGED,
  },
  probe_dns_additional_rrs: {
    type: 'gauge',
    help: 'Returns number of entries in the additional resource record list',
    labels: [],
    kinds: ['dns'],
    unit: 'number',
    origin: 'blackbox_exporter',
    when: JUDGED,
  },
  probe_dns_query_succeeded: {
    type: 'gauge',
    help: 'Displays whether or not the query was executed successfully',
    labels: [],
    kinds: ['dns'],
    unit: 'boolean',
    origin: 'blackbox_exporter',
    when: `${JUDGED} 1 once any answer could be read.`,
  },
  probe_dns_serial: {
    type: 'gauge',
    help: 'Returns the serial number of the zone',
    labels: [],
    kinds: ['dns'],
    unit: 'number',
    origin: 'blackbox_exporter',
    when: 'When SOA is asked for and any answer could be read; 0 without one in it.',
  },
} as const satisfies Record<string, Metric>;

const ours = {
  probe_info: {
    type: 'gauge',
    help: 'What describes the probe, in labels',
    labels: ['kind', 'muted'],
    kinds: 'all',
    unit: 'info',
    origin: 'probewright',
    when: ALWAYS,
  },
  probe_interval_seconds: {
    type: 'gauge',
    help: 'The time between the ticks of the probe in seconds',
    labels: [],
    kinds: 'all',
    unit: 'seconds',
    origin: 'probewright',
    when: ALWAYS,
  },
  probe_degraded: {
    type: 'gauge',
    help: 'Whether the target works, but not as well as expected',
    labels: [],
    kinds: 'all',
    unit: 'boolean',
    origin: 'probewright',
    when: JUDGED,
  },
  probe_degraded_info: {
    type: 'gauge',
    help: 'Why the probe is degraded',
    labels: ['reason', 'phase'],
    kinds: 'all',
    unit: 'info',
    origin: 'probewright',
    when: 'When the outcome is degraded: the first check that says so.',
  },
  probe_failure_info: {
    type: 'gauge',
    help: 'Why the probe is down, and in which phase',
    labels: ['reason', 'phase'],
    kinds: 'all',
    unit: 'info',
    origin: 'probewright',
    when: 'When the outcome is down.',
  },
  probe_error_info: {
    type: 'gauge',
    help: 'Why the run failed through a fault of ours, so that nothing is known about the target',
    labels: ['code', 'fault'],
    kinds: 'all',
    unit: 'info',
    origin: 'probewright',
    when: 'When the outcome is error; then there is no probe_success.',
  },
  probe_run_good: {
    type: 'gauge',
    help: 'Whether the run was good in the sense of objectives: up or degraded',
    labels: ['correction'],
    kinds: 'all',
    unit: 'boolean',
    origin: 'probewright',
    when: `${RUN} correction="none"; other values of the label are kept for what is granted afterwards.`,
    pushedOnly: true,
  },
  probe_run_counted: {
    type: 'gauge',
    help: 'Whether the run counts for objectives: it does unless the outcome is error',
    labels: ['correction'],
    kinds: 'all',
    unit: 'boolean',
    origin: 'probewright',
    when: `${RUN} Availability is the sum of good through the sum of counted.`,
    pushedOnly: true,
  },
  probe_run_bad: {
    type: 'gauge',
    help: 'Whether the run counts and was not good: counted less good',
    labels: ['correction'],
    kinds: 'all',
    unit: 'boolean',
    origin: 'probewright',
    when: RUN,
    pushedOnly: true,
  },
  probe_lag_seconds: {
    type: 'gauge',
    help: 'Time within the probe that passed between something happening and our noticing it',
    labels: [],
    kinds: 'all',
    unit: 'seconds',
    origin: 'probewright',
    when: `${JUDGED} Of the deciding attempt; not part of any phase.`,
  },
  probe_lag_bound_seconds: {
    type: 'gauge',
    help: 'How far a phase of the probe may be off, at most',
    labels: [],
    kinds: 'all',
    unit: 'seconds',
    origin: 'probewright',
    when: `${JUDGED} Of the deciding attempt.`,
  },
  probe_start_delay_seconds: {
    type: 'gauge',
    help: 'Time from the tick to the true start of the run',
    labels: [],
    kinds: 'all',
    unit: 'seconds',
    origin: 'probewright',
    when: `${ALWAYS} Not part of probe_duration_seconds.`,
  },
  probe_start_held_seconds: {
    type: 'gauge',
    help: 'The part of the start delay for which the engine held the run back, so that runs do not disturb each other',
    labels: [],
    kinds: 'all',
    unit: 'seconds',
    origin: 'probewright',
    when: ALWAYS,
  },
  probe_attempts: {
    type: 'gauge',
    help: 'How many attempts the run made',
    labels: [],
    kinds: 'all',
    unit: 'number',
    origin: 'probewright',
    when: `${ALWAYS} 0 when the run never started.`,
  },
  probe_attempt_duration_seconds: {
    type: 'gauge',
    help: 'How long each attempt of the run took',
    labels: ['attempt'],
    kinds: 'all',
    unit: 'seconds',
    origin: 'probewright',
    when: 'For each attempt, where the probe declares retries; attempt counts from 1.',
  },
  probe_attempt_failure_info: {
    type: 'gauge',
    help: 'Why an attempt of the run was down, and in which phase',
    labels: ['attempt', 'reason', 'phase'],
    kinds: 'all',
    unit: 'info',
    origin: 'probewright',
    when: 'For each attempt that was down, where the probe declares retries.',
  },
  probe_step_duration_seconds: {
    type: 'gauge',
    help: 'How long each step of the probe took',
    labels: ['step'],
    kinds: ['http'],
    unit: 'seconds',
    origin: 'probewright',
    when: 'For each step that ran, where the probe has several; not when the outcome is error.',
  },
  probe_step_success: {
    type: 'gauge',
    help: 'Whether each step of the probe was a success',
    labels: ['step'],
    kinds: ['http'],
    unit: 'boolean',
    origin: 'probewright',
    when: 'For each step that ran, where the probe has several; not when the outcome is error.',
  },
} as const satisfies Record<string, Metric>;

export const METRICS = { ...common, ...http, ...dialogue, ...tls, ...dns, ...ours } as const;
export type MetricName = keyof typeof METRICS;

/** Whether the metric may stand on a page that is scraped. */
export function isScrapable(name: MetricName): boolean {
  const metric: Metric = METRICS[name];
  return metric.pushedOnly !== true;
}
