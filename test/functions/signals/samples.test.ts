import { describe, expect, test } from 'vitest';
import { exposition, seriesText } from '../../../functions/signals/exposition.ts';
import { samplesOf } from '../../../functions/signals/samples.ts';
import type { Check } from '../../../lib/model/assertion.ts';
import type { Failure } from '../../../lib/model/failure.ts';
import { isScrapable, METRICS, type MetricName } from '../../../lib/model/metrics.ts';
import type { Probe, ProbeOf } from '../../../lib/model/probe.ts';
import type { Result } from '../../../lib/model/result.ts';
import type { DnsSettings, TcpSettings, TlsKindSettings } from '../../../lib/model/settings.ts';
import { resultOf, stepSeen, TLS } from '../../support/results.ts';
import { probeOf, settingsOf } from '../../support/tiny-kind.ts';

const TICK_MS = 1_700_000_000_000;
const OWN = new Set(Object.entries(METRICS).flatMap(([name, { origin }]) => (origin === 'probewright' ? [name] : [])));

/** Series without the labels of every series, to value. */
function seriesOf(result: Result, probe: Probe = probeOf()): Record<string, number> {
  const samples = samplesOf(result, { probe, location: 'here', tickMs: TICK_MS });
  const short = samples.map((sample) => {
    const { job: _j, instance: _i, probe: _p, location: _l, ...labels } = sample.labels;
    return [seriesText({ ...sample, labels }), sample.value] as const;
  });
  expect(new Set(short.map(([series]) => series)).size).toBe(short.length);
  return Object.fromEntries(short);
}
const theirs = (all: Record<string, number>) =>
  Object.fromEntries(Object.entries(all).filter(([series]) => !OWN.has(series.split('{', 1)[0] ?? '')));
const ours = (all: Record<string, number>) =>
  Object.fromEntries(Object.entries(all).filter(([series]) => OWN.has(series.split('{', 1)[0] ?? '')));

const { tls } = settingsOf();
function kindProbe<K extends 'tcp' | 'tls' | 'dns'>(kind: K, settings: ProbeOf<K>['steps'][number]['settings']): Probe {
  return { ...probeOf(), kind, steps: [{ settings, expect: [], capture: [] }] } as unknown as Probe;
}
const tcpProbe = (settings: Partial<TcpSettings> = {}) =>
  kindProbe('tcp', {
    secure: false,
    tls,
    dialogue: [],
    newline: 'lf',
    maxReadBytes: 65_536,
    addressFamily: 'prefer-ip4',
    ...settings,
  });
const tlsProbe = (settings: Partial<TlsKindSettings> = {}) =>
  kindProbe('tls', { ...tls, addressFamily: 'prefer-ip4', ...settings });
const dnsProbe = (type: string) =>
  kindProbe('dns', {
    query: 'shop.test',
    type,
    class: 'IN',
    transport: 'udp',
    retryOverTcp: true,
    recursion: true,
    tls,
    addressFamily: 'prefer-ip4',
  } satisfies DnsSettings);

const address = { ip: '127.0.0.1', family: 4, port: 80 } as const;
const resolved = { address, lookupMs: 1.5 };
const phase = (name: 'resolve' | 'connect' | 'tls' | 'processing' | 'transfer' | 'request', durationMs: number) => ({
  name,
  startMs: 0,
  durationMs,
});
const failed = (reason: Failure['reason'], at: Failure['phase']): Failure => ({ reason, phase: at, message: '' });
const down = (failure: Failure) => ({ outcome: 'down', failure }) as const;
const missed = (subject: Check['subject'], reason: Check['reason']): Check => ({
  subject,
  reason,
  expected: '',
  passed: false,
  otherwise: 'down',
});

const CHAIN =
  'probe_ssl_last_chain_info{fingerprint_sha256="ff00",issuer="CN=Shop authority,O=Shop",serialnumber="0a1b",subject="CN=shop.test",subjectalternative="shop.test,www.shop.test"}';
const ADDRESS = { probe_dns_lookup_time_seconds: 0.0015, probe_ip_protocol: 4, probe_ip_addr_hash: 3668918509 };
const ALWAYS = { probe_duration_seconds: 0.0125, probe_timeout_seconds: 10 };

describe('http, as blackbox_exporter', () => {
  test('a plain answer: five phases with tls at 0, nothing of TLS', () => {
    const facts = {
      redirects: 1,
      secure: false,
      status: 200,
      version: 1.1,
      contentLength: 5,
      bodyBytes: 5,
      lastModifiedMs: 1_000_500,
    };
    const phases = [phase('resolve', 1.5), phase('connect', 2), phase('processing', 3), phase('transfer', 4)];
    expect(theirs(seriesOf(resultOf([stepSeen('http', facts, { ...resolved, phases })])))).toEqual({
      ...ALWAYS,
      ...ADDRESS,
      probe_success: 1,
      'probe_http_duration_seconds{phase="resolve"}': 0.0015,
      'probe_http_duration_seconds{phase="connect"}': 0.002,
      'probe_http_duration_seconds{phase="tls"}': 0,
      'probe_http_duration_seconds{phase="processing"}': 0.003,
      'probe_http_duration_seconds{phase="transfer"}': 0.004,
      probe_http_status_code: 200,
      probe_http_content_length: 5,
      probe_http_uncompressed_body_length: 5,
      probe_http_redirects: 1,
      probe_http_ssl: 0,
      probe_http_version: 1.1,
      probe_failed_due_to_regex: 0,
      probe_http_last_modified_timestamp_seconds: 1000.5,
    });
  });

  test('a name that does not resolve: only the phase resolve, everything of the answer at 0', () => {
    const failure = failed('resolve_not_found', 'resolve');
    const step = stepSeen(
      'http',
      { redirects: 0, secure: false },
      { phases: [phase('resolve', 1.5)], lookupMs: 1.5, failure },
    );
    expect(theirs(seriesOf(resultOf([step], down(failure))))).toEqual({
      ...ALWAYS,
      probe_success: 0,
      probe_dns_lookup_time_seconds: 0.0015,
      probe_ip_protocol: 0,
      probe_ip_addr_hash: 0,
      'probe_http_duration_seconds{phase="resolve"}': 0.0015,
      probe_http_status_code: 0,
      probe_http_content_length: 0,
      probe_http_uncompressed_body_length: 0,
      probe_http_redirects: 0,
      probe_http_ssl: 0,
      probe_http_version: 0,
      probe_failed_due_to_regex: 0,
    });
  });

  test.each([
    ['connect', 0, 0],
    ['connect', 1, 0.002],
    ['tls', 0, 0],
    ['processing', 0, 0],
    ['transfer', 0, 0.002],
    ['tls', 0, 0, 'connect'],
    ['processing', 0, 0.002, 'connect'],
  ] as const)(
    'a failure in %s after %d redirects counts that phase as %d (%#)',
    (name, redirects, seconds, other: 'connect' | undefined = undefined) => {
      const failure = { reason: 'connect_timeout', phase: name, message: '' } as const;
      const step = stepSeen(
        'http',
        { redirects, secure: false },
        { ...resolved, phases: [phase(other ?? name, 2)], failure },
      );
      expect(seriesOf(resultOf([step], down(failure)))).toMatchObject({
        [`probe_http_duration_seconds{phase="${other ?? name}"}`]: seconds,
      });
    },
  );

  test('an answer over TLS of unknown length', () => {
    const series = seriesOf(
      resultOf([
        stepSeen('http', { redirects: 0, secure: true, status: 200, version: 1.1 }, { ...resolved, tls: TLS }),
      ]),
    );
    expect(series).toMatchObject({
      probe_http_ssl: 1,
      probe_http_content_length: -1,
      probe_ssl_earliest_cert_expiry: 1_800_000_000,
      probe_ssl_last_chain_expiry_timestamp_seconds: 1_900_000_000,
      [CHAIN]: 1,
      'probe_tls_version_info{version="TLS 1.3"}': 1,
      'probe_tls_cipher_info{cipher="TLS_AES_128_GCM_SHA256"}': 1,
    });
  });

  test('a certificate that did not verify still says when it expires; without a verified chain that is -62135596800', () => {
    const { lastChainExpiryMs: _, ...unverified } = TLS;
    const failure = failed('tls_untrusted', 'tls');
    const step = stepSeen(
      'http',
      { redirects: 0, secure: false },
      { ...resolved, failure, tls: { ...unverified, verified: false } },
    );
    expect(seriesOf(resultOf([step], down(failure)))).toMatchObject({
      probe_success: 0,
      probe_http_ssl: 0,
      probe_ssl_earliest_cert_expiry: 1_800_000_000,
      probe_ssl_last_chain_expiry_timestamp_seconds: -62_135_596_800,
    });
  });

  test('a last answer in clear after a redirect from TLS says nothing of TLS', () => {
    const step = stepSeen('http', { redirects: 1, secure: false, status: 200 }, { ...resolved, tls: TLS });
    expect(Object.keys(seriesOf(resultOf([step]))).filter((series) => /ssl_|tls_/.test(series))).toEqual([]);
  });

  test.each([
    [[missed('body', 'body_unexpected')], 1],
    [[missed('header', 'header_unexpected')], 1],
    [[missed('status', 'status_unexpected')], 0],
    [[missed('status', 'status_unexpected'), missed('body', 'body_unexpected')], 0],
    [[missed('json', 'json_unexpected')], 0],
    [[{ ...missed('body', 'body_unexpected'), passed: true }], 0],
  ])('what missed (%#) sets probe_failed_due_to_regex to %2$d', (checks, value) => {
    const step = stepSeen('http', { redirects: 0, secure: false, status: 200 }, resolved, checks);
    expect(seriesOf(resultOf([step]))).toMatchObject({ probe_failed_due_to_regex: value });
  });

  test('several steps: durations are summed, the rest is of the last one, and each has its own', () => {
    const at = (status: number, connectMs: number) =>
      stepSeen('http', { redirects: 0, secure: false, status }, { ...resolved, phases: [phase('connect', connectMs)] });
    const failure = failed('status_unexpected', 'expect');
    const steps = [{ ...at(200, 2), name: 'log in' }, at(500, 3)];
    const probe = probeOf({ steps: [...probeOf().steps, ...probeOf().steps] });
    expect(seriesOf(resultOf(steps, down(failure)), probe)).toMatchObject({
      'probe_http_duration_seconds{phase="connect"}': 0.005,
      probe_http_status_code: 500,
      'probe_step_duration_seconds{step="log in"}': 0.0125,
      'probe_step_success{step="log in"}': 1,
      'probe_step_success{step="2"}': 0,
    });
  });
});

describe('tcp and tls, as blackbox_exporter', () => {
  const facts = { expectInfo: [], failedDueToPattern: false, failedDueToBytes: false };

  test('a connection', () => {
    expect(theirs(seriesOf(resultOf([stepSeen('tcp', facts, resolved)]), tcpProbe()))).toEqual({
      ...ALWAYS,
      ...ADDRESS,
      probe_success: 1,
      probe_failed_due_to_regex: 0,
      probe_failed_due_to_bytes: 0,
    });
  });

  test('no connection: nothing of the dialogue', () => {
    const refused = failed('connect_refused', 'connect');
    const step = stepSeen('tcp', facts, { ...resolved, failure: refused });
    expect(theirs(seriesOf(resultOf([step], down(refused)), tcpProbe()))).toEqual({
      ...ALWAYS,
      ...ADDRESS,
      probe_success: 0,
    });
  });

  test.each([
    ['TLS from the first byte', tcpProbe({ secure: true }), false],
    ['TLS within the dialogue', tcpProbe(), true],
    ['the tls kind', tlsProbe(), false],
    ['the tls kind after words in clear', tlsProbe({ startTls: 'smtp' }), true],
  ])('a handshake that fails in %s', (_, probe, connected) => {
    const failure = failed('tls_expired', 'tls');
    const step =
      probe.kind === 'tcp'
        ? stepSeen('tcp', facts, { ...resolved, failure, tls: TLS })
        : stepSeen('tls', {}, { ...resolved, failure, tls: TLS });
    const series = seriesOf(resultOf([step], down(failure)), probe);
    expect('probe_failed_due_to_regex' in series).toBe(connected);
    expect(series).toMatchObject({ probe_ssl_earliest_cert_expiry: 1_800_000_000, [CHAIN]: 1 });
    expect(series).not.toHaveProperty(['probe_tls_cipher_info{cipher="TLS_AES_128_GCM_SHA256"}']);
  });

  test('a dialogue that is not as expected', () => {
    const mismatch = failed('dialogue_mismatch', 'dialogue');
    const tcp = stepSeen('tcp', { ...facts, failedDueToBytes: true }, { ...resolved, failure: mismatch });
    expect(seriesOf(resultOf([tcp], down(mismatch)), tcpProbe())).toMatchObject({
      probe_failed_due_to_regex: 0,
      probe_failed_due_to_bytes: 1,
    });
    const spoken = stepSeen('tls', {}, { ...resolved, failure: mismatch });
    expect(seriesOf(resultOf([spoken], down(mismatch)), tlsProbe({ startTls: 'smtp' }))).toMatchObject({
      probe_failed_due_to_regex: 1,
    });
  });

  test('what the dialogue found, once each; it never takes the place of the labels that every series has', () => {
    const expectInfo = [{ ssh_version: '2', job: 'x' }, { job: 'x', ssh_version: '2' }, { ssh_version: '1' }];
    const step = stepSeen('tcp', { ...facts, expectInfo }, resolved);
    expect(seriesOf(resultOf([step]), tcpProbe())).toMatchObject({
      'probe_expect_info{ssh_version="2"}': 1,
      'probe_expect_info{ssh_version="1"}': 1,
    });
  });
});

test('labels of a dialogue become names that Prometheus takes, and no series stands twice', () => {
  const facts = {
    expectInfo: [
      { 'a-b': '1', '2c': '2' },
      { d: '3', job: 'x' },
      { d: '3', job: 'y' },
    ],
    failedDueToPattern: false,
    failedDueToBytes: false,
  };
  const samples = samplesOf(resultOf([stepSeen('tcp', facts, resolved)]), {
    probe: tcpProbe(),
    location: 'here',
    tickMs: 0,
  });
  const lines = exposition(samples)
    .split('\n')
    .filter((line) => line.startsWith('probe_expect_info'));
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain('_2c="2",a_b="1"');
  expect(lines[1]).toContain('d="3"');
});

describe('dns, as blackbox_exporter', () => {
  const facts = { answers: 1, authorities: 2, additionals: 3, succeeded: true, rcode: 'NOERROR' };
  const phases = [phase('resolve', 1.5), phase('request', 4)];

  test('an answer', () => {
    expect(theirs(seriesOf(resultOf([stepSeen('dns', facts, { ...resolved, phases })]), dnsProbe('A')))).toEqual({
      ...ALWAYS,
      ...ADDRESS,
      probe_success: 1,
      'probe_dns_duration_seconds{phase="resolve"}': 0.0015,
      'probe_dns_duration_seconds{phase="connect"}': 0,
      'probe_dns_duration_seconds{phase="request"}': 0.004,
      probe_dns_answer_rrs: 1,
      probe_dns_authority_rrs: 2,
      probe_dns_additional_rrs: 3,
      probe_dns_query_succeeded: 1,
    });
  });

  test('the serial is there when SOA is asked for', () => {
    const soa = stepSeen('dns', { ...facts, serial: 1000 }, resolved);
    expect(seriesOf(resultOf([soa]), dnsProbe('SOA'))).toMatchObject({ probe_dns_serial: 1000 });
    expect(seriesOf(resultOf([stepSeen('dns', facts, resolved)]), dnsProbe('SOA'))).toMatchObject({
      probe_dns_serial: 0,
    });
    expect(seriesOf(resultOf([soa]), dnsProbe('A'))).not.toHaveProperty('probe_dns_serial');
    const silent = stepSeen('dns', { ...facts, succeeded: false }, resolved);
    expect(seriesOf(resultOf([silent]), dnsProbe('SOA'))).not.toHaveProperty('probe_dns_serial');
  });
});

describe('what is ours', () => {
  const step = stepSeen('http', { redirects: 0, secure: false, status: 200 }, { ...resolved, lagMs: 2, boundMs: 0.5 });
  const slow = failed('too_slow', 'expect');
  const refused = failed('connect_refused', 'connect');
  const always = {
    'probe_info{kind="http",muted="false"}': 1,
    probe_interval_seconds: 60,
    probe_start_delay_seconds: 0.75,
    probe_start_held_seconds: 0.25,
    probe_attempts: 1,
  };
  const seen = { probe_lag_seconds: 0.002, probe_lag_bound_seconds: 0.0005 };
  const runs = (good: number, counted: number, bad: number) => ({
    'probe_run_good{correction="none"}': good,
    'probe_run_counted{correction="none"}': counted,
    'probe_run_bad{correction="none"}': bad,
  });
  const started = { startedAtMs: TICK_MS + 750, heldMs: 250 };

  test.each([
    ['up', {}, runs(1, 1, 0), { probe_degraded: 0 }],
    [
      'degraded',
      { degraded: slow },
      runs(1, 1, 0),
      { probe_degraded: 1, 'probe_degraded_info{phase="expect",reason="too_slow"}': 1 },
    ],
    [
      'down',
      { failure: refused },
      runs(0, 1, 1),
      { probe_degraded: 0, 'probe_failure_info{phase="connect",reason="connect_refused"}': 1 },
    ],
  ] as const)('of a run that is %s', (outcome, reasons, objective, verdict) => {
    const series = seriesOf(resultOf([step], { outcome, ...reasons, ...started }));
    expect(ours(series)).toEqual({ ...always, ...seen, ...objective, ...verdict });
    expect(series.probe_success).toBe(outcome === 'down' ? 0 : 1);
  });

  test('of a run that is an error: nothing about the target, not even what was seen of it', () => {
    const fault = { code: 'PW5002', message: 'hung' } as const;
    expect(seriesOf(resultOf([step], { outcome: 'error', fault, ...started }))).toEqual({
      ...always,
      ...runs(0, 0, 0),
      probe_timeout_seconds: 10,
      'probe_error_info{code="PW5002",fault="prober_hung"}': 1,
    });
  });

  test('of each attempt, where retries are declared', () => {
    const result = resultOf([step]);
    const first = {
      ...result.attempts[0],
      startMs: 0,
      durationMs: 5,
      outcome: 'down',
      failure: refused,
      steps: [],
    } as const;
    const probe = probeOf({ retry: { attempts: 3, afterMs: 1, reasons: [] } });
    expect(seriesOf({ ...result, attempts: [first, ...result.attempts] }, probe)).toMatchObject({
      probe_attempts: 2,
      'probe_attempt_duration_seconds{attempt="1"}': 0.005,
      'probe_attempt_failure_info{attempt="1",phase="connect",reason="connect_refused"}': 1,
      'probe_attempt_duration_seconds{attempt="2"}': 0.0125,
    });
  });

  test("every sample has the labels of every series, the person's own beside them, and the tick as its time", () => {
    const probe = probeOf({ labels: { team: 'shop' }, job: 'blackbox' });
    for (const { labels, timestampMs } of samplesOf(resultOf([step]), { probe, location: 'here', tickMs: TICK_MS })) {
      expect(labels).toMatchObject({
        job: 'blackbox',
        instance: 'http://shop.test/',
        probe: 'front',
        location: 'here',
        team: 'shop',
      });
      expect(timestampMs).toBe(TICK_MS);
    }
  });
});

test('a metric adds only the labels that the catalogue names', () => {
  const probe = { ...probeOf(), retry: { attempts: 2, afterMs: 0, reasons: [] } };
  const failure = failed('connect_refused', 'connect');
  const steps = [stepSeen('http', { redirects: 0, secure: true, status: 200 }, { ...resolved, tls: TLS })];
  const context = { probe, location: 'here', tickMs: TICK_MS };
  for (const { name, labels } of samplesOf(resultOf(steps, down(failure)), context)) {
    const added = Object.keys(labels).filter((label) => !['job', 'instance', 'probe', 'location'].includes(label));
    expect([name, added.sort()]).toEqual([name, [...METRICS[name].labels].sort()]);
  }
  expect(exposition(samplesOf(resultOf(steps), context))).toContain('# TYPE probe_success gauge\n');
});

test('what is added up over runs is pushed and never scraped', () => {
  const names = Object.keys(METRICS) as MetricName[];
  expect(names.filter((name) => !isScrapable(name))).toEqual([
    'probe_run_good',
    'probe_run_counted',
    'probe_run_bad',
    'probe_run_missed',
  ]);
});

test('the duration of a run that has a trace leads to it, and nothing else does', () => {
  const context = { probe: probeOf(), location: 'here', tickMs: TICK_MS };
  const step = stepSeen('http', { redirects: 0, secure: false, status: 200 }, resolved);
  const traces = (result: Result) =>
    samplesOf(result, context).flatMap(({ name, traceId }) => (traceId === undefined ? [] : [[name, traceId]]));
  const failure = failed('status_unexpected', 'expect');
  expect(traces(resultOf([step], { ...down(failure), run: '1'.repeat(32) }))).toEqual([
    ['probe_duration_seconds', '1'.repeat(32)],
  ]);
  expect(traces(resultOf([step], { run: '1'.repeat(32) }))).toEqual([]);
});
