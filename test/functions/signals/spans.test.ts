import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logEntryOf } from '../../../functions/signals/log-entry.ts';
import { spansOf } from '../../../functions/signals/spans.ts';
import type { Probe, ProbeOf } from '../../../lib/model/probe.ts';
import type { Attempt, Result } from '../../../lib/model/result.ts';
import type { DnsSettings } from '../../../lib/model/settings.ts';
import { anyResult } from '../../support/arbitrary-results.ts';
import { resultOf, stepSeen, TLS } from '../../support/results.ts';
import { probeOf } from '../../support/tiny-kind.ts';

const TICK_MS = 1_700_000_000_000;
const here = (probe: Probe = probeOf()) => ({ probe, location: 'eu-west-1', tickMs: TICK_MS });
const run = 'fedcba9876543210fedcba9876543210';

const failure = { reason: 'connect_timeout', phase: 'connect', message: 'No connection in 10s.' } as const;
const timedOut = stepSeen(
  'http',
  { redirects: 0, secure: false },
  {
    durationMs: 30,
    failure,
    phases: [
      { name: 'resolve', startMs: 0, durationMs: 10 },
      { name: 'connect', startMs: 10, durationMs: 20 },
    ],
  },
);
const answered = stepSeen(
  'http',
  { redirects: 2, secure: true, status: 200, version: 1.1, bodyBytes: 7, url: 'https://shop.test:8443/a?q=…' },
  { tls: { ...TLS, alpn: 'http/1.1' }, address: { ip: '2001:db8::1', family: 6, port: 8443 } },
);
const attempts: readonly Attempt[] = [
  { startMs: 0, durationMs: 30, outcome: 'down', failure, steps: [timedOut] },
  { startMs: 130, durationMs: 12.5, outcome: 'up', steps: [{ ...answered, name: 'read cart' }] },
];
const retried: Result = { ...resultOf([], { run, startedAtMs: TICK_MS + 0.25 }), attempts };

test('a run is a trace of its attempts, steps and phases, with times to the nanosecond', () => {
  const spans = spansOf(retried, here());
  const names = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  expect(
    spans.map(({ name, parentSpanId = '', kind, startNs, endNs }) => [
      names.get(parentSpanId),
      name,
      kind,
      startNs,
      endNs,
    ]),
  ).toEqual([
    [undefined, 'front', 'internal', '1700000000000250000', '1700000000142750000'],
    ['front', 'attempt 1', 'internal', '1700000000000250000', '1700000000030250000'],
    ['attempt 1', 'GET', 'client', '1700000000000250000', '1700000000030250000'],
    ['GET', 'resolve', 'internal', '1700000000000250000', '1700000000010250000'],
    ['GET', 'connect', 'internal', '1700000000010250000', '1700000000030250000'],
    ['front', 'attempt 2', 'internal', '1700000000130250000', '1700000000142750000'],
    ['attempt 2', 'read cart', 'client', '1700000000130250000', '1700000000142750000'],
  ]);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([run]));
});

test('a retry links to the attempt before it', () => {
  const spans = spansOf(retried, here());
  const first = spans.find(({ name }) => name === 'attempt 1');
  const links = spans.filter((span) => span.links.length > 0).map(({ name, links: all }) => [name, all]);
  expect(links).toEqual([['attempt 2', [{ traceId: run, spanId: first?.spanId }]]]);
});

test('what failed is an error with its reason, down to the phase; what did not is none', () => {
  const errors = spansOf(retried, here()).filter(({ status }) => status.code === 'error');
  expect(errors.map(({ name, attributes, status }) => [name, attributes['error.type'], status.message])).toEqual(
    ['attempt 1', 'GET', 'connect'].map((name) => [name, 'connect_timeout', 'No connection in 10s.']),
  );
  const fault = { code: 'PW5002', message: 'It hung.' } as const;
  const [root] = spansOf(resultOf([], { outcome: 'error', fault }), here());
  expect(root).toMatchObject({
    attributes: { 'error.type': 'prober_hung' },
    status: { code: 'error', message: 'It hung.' },
  });
});

test('a step is described by the semantic conventions', () => {
  const step = spansOf(retried, here()).find(({ name }) => name === 'read cart');
  expect(step?.attributes).toEqual({
    'probewright.kind': 'http',
    'http.request.method': 'GET',
    'http.request.resend_count': 2,
    'http.response.status_code': 200,
    'http.response.body.size': 7,
    'url.full': 'https://shop.test:8443/a?q=…',
    'server.address': 'shop.test',
    'server.port': 8443,
    'network.peer.address': '2001:db8::1',
    'network.peer.port': 8443,
    'network.type': 'ipv6',
    'network.protocol.name': 'http',
    'network.protocol.version': '1.1',
    'tls.protocol.name': 'tls',
    'tls.protocol.version': '1.3',
    'tls.cipher': 'TLS_AES_128_GCM_SHA256',
    'tls.next_protocol': 'http/1.1',
    'tls.server.subject': 'CN=shop.test',
    'tls.server.issuer': 'CN=Shop authority,O=Shop',
    'tls.server.hash.sha256': 'FF00',
    'tls.server.not_before': '1970-01-01T00:00:00.000Z',
    'tls.server.not_after': '2027-01-15T08:00:00.000Z',
    'probewright.tls.verified': true,
  });
});

test('a query is named, unless a template makes it at run time', () => {
  const settings = { query: 'shop.test', type: 'A' } as DnsSettings;
  const dns = (query: string) =>
    ({
      ...probeOf(),
      kind: 'dns',
      instance: '192.0.2.53',
      steps: [{ settings: { ...settings, query }, expect: [], capture: [] }],
    }) as unknown as ProbeOf<'dns'>;
  const facts = { answers: 0, authorities: 0, additionals: 0, succeeded: true, rcode: 'NXDOMAIN', overTcp: false };
  const down = resultOf([stepSeen('dns', facts)], {
    outcome: 'down',
    failure: { ...failure, reason: 'rcode_unexpected' },
  });
  const ofStep = (query: string) => spansOf(down, here(dns(query))).find(({ name }) => name === 'dns')?.attributes;
  expect(ofStep('shop.test')).toMatchObject({
    'dns.question.name': 'shop.test',
    'probewright.dns.rcode': 'NXDOMAIN',
    'network.transport': 'udp',
    'server.address': '192.0.2.53',
  });
  expect(ofStep('${secret:name}.test')).not.toHaveProperty('dns.question.name');
});

describe('sampling', () => {
  const upAt = (id: number): Result => resultOf([answered], { run: id.toString(16).padStart(8, '0').padEnd(32, '7') });

  test('takes one healthy run in twenty, by its id', () => {
    const kept = Array.from({ length: 2000 }, (_, id) => upAt(id)).filter(
      (result) => spansOf(result, here()).length > 0,
    );
    expect(kept).toHaveLength(100);
  });

  test('takes every run that was not up at once', () => {
    for (const outcome of ['down', 'degraded', 'error'] as const)
      expect(spansOf({ ...upAt(1), outcome }, here())).not.toEqual([]);
    expect(spansOf({ ...upAt(1), attempts }, here())).not.toEqual([]);
  });
});

describe('any result', () => {
  test('is a tree with one root, and every span lies within its parent', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const spans = spansOf(result, here());
        const byId = new Map(spans.map((span) => [span.spanId, span]));
        expect(byId.size).toBe(spans.length);
        expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(spans.length > 0 ? 1 : 0);
        for (const { spanId, traceId, parentSpanId, startNs, endNs } of spans) {
          expect(spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
          expect(traceId).toBe(result.run);
          expect(BigInt(startNs)).toBeLessThanOrEqual(BigInt(endNs));
          if (parentSpanId === undefined) continue;
          const parent = byId.get(parentSpanId);
          expect(parent && BigInt(parent.startNs) <= BigInt(startNs) && BigInt(endNs) <= BigInt(parent.endNs)).toBe(
            true,
          );
        }
      }),
    );
  });

  test('becomes the same spans before and after the journal, and its line names the trace exactly when there is one', () => {
    fc.assert(
      fc.property(anyResult, (result) => {
        const spans = spansOf(result, here());
        expect(spansOf(JSON.parse(JSON.stringify(result)), here())).toEqual(spans);
        expect(logEntryOf(result, here()).metadata.trace_id).toBe(spans[0]?.traceId);
      }),
    );
  });
});
