import type { MetricName } from '../../lib/model/metrics.ts';
import type { Sample } from '../../lib/model/sample.ts';

/** What one run of an http probe makes, about. */
const PLAIN: readonly MetricName[] = [
  'probe_success',
  'probe_duration_seconds',
  'probe_dns_lookup_time_seconds',
  'probe_ip_protocol',
  'probe_ip_addr_hash',
  'probe_http_status_code',
  'probe_http_content_length',
  'probe_http_uncompressed_body_length',
  'probe_http_redirects',
  'probe_http_ssl',
  'probe_http_version',
  'probe_ssl_earliest_cert_expiry',
  'probe_ssl_last_chain_expiry_timestamp_seconds',
  'probe_degraded',
  'probe_interval_seconds',
];
const PHASES = ['resolve', 'connect', 'tls', 'processing', 'transfer'];

/** 20 samples for each of `probes` probes at one tick, with 6 or 7 labels each besides the name. */
export function sampleTick(probes: number, timestampMs: number): Sample[] {
  return Array.from({ length: probes }, (_, probe) => samplesOf(probe, timestampMs)).flat();
}

function samplesOf(probe: number, timestampMs: number): Sample[] {
  const labels = {
    job: 'probewright',
    instance: `https://shop-${probe}.example.com/health`,
    probe: `shop-${probe}`,
    location: 'eu-central-1',
    team: `team-${probe % 7}`,
    env: 'production',
  };
  const value = (at: number) => ((probe * 7919 + at * 104_729 + timestampMs / 1000) % 1000) / 977;
  return [
    ...PLAIN.map(
      (name, at): Sample => ({ name, labels: { ...labels }, value: at < 2 || at === 4 ? value(at) : at, timestampMs }),
    ),
    ...PHASES.map(
      (phase, at): Sample => ({
        name: 'probe_http_duration_seconds',
        labels: { ...labels, phase },
        value: value(100 + at),
        timestampMs,
      }),
    ),
  ];
}
