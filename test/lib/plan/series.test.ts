import { describe, expect, it } from 'vitest';
import { logEntryOf } from '../../../functions/signals/log-entry.ts';
import { samplesOf } from '../../../functions/signals/samples.ts';
import type { Probe } from '../../../lib/model/probe.ts';
import type { Result, StepResult } from '../../../lib/model/result.ts';
import { signalSizeOf } from '../../../lib/plan/series.ts';
import { compileYaml, probesOf } from '../../support/compile-texts.ts';
import { resultOf, stepSeen, TLS } from '../../support/results.ts';

const YAML = `
probes:
  - { name: https, kind: http, target: 'https://shop.example/' }
  - { name: plain, kind: http, target: 'http://shop.example/', labels: { team: shop } }
  - { name: retried, kind: http, target: 'https://shop.example/', timeout: 4s, retry: 3 }
  - name: stepped
    kind: http
    target: https://shop.example/
    steps: [{ name: one }, { name: two, http: { path: /two } }, { name: three, http: { path: /three } }]
  - { name: tcp, kind: tcp, target: 'shop.example:22' }
  - { name: secure, kind: tcp, target: 'shop.example:443', tcp: { tls: true } }
  - name: spoken
    kind: tcp
    target: shop.example:25
    tcp: { dialogue: [{ expect: '^220 (.*)$', labels: { banner: '\${1}' } }, { send: QUIT }] }
  - { name: certificate, kind: tls, target: 'shop.example:443' }
  - { name: record, kind: dns, target: 192.0.2.53, dns: { query: shop.example } }
  - { name: serial, kind: dns, target: 192.0.2.53, dns: { query: shop.example, type: SOA } }
  - { name: private, kind: dns, target: 192.0.2.53, dns: { query: shop.example, transport: tls } }
`;

const address = { ip: '192.0.2.10', family: 4, port: 443 } as const;
const seen = { address, lookupMs: 1.5 };

/** What a healthy run of the probe looks like. */
function healthy(probe: Probe): Result {
  const tls = probe.target.startsWith('http://') ? {} : { tls: TLS };
  const one = (name: string | undefined): StepResult => {
    const named = name === undefined ? {} : { name };
    switch (probe.kind) {
      case 'http': {
        const secure = probe.target.startsWith('https:');
        const facts = { status: 200, version: 1.1, bodyBytes: 5_120, redirects: 0, secure };
        return { ...stepSeen('http', facts, { ...seen, ...tls }), ...named };
      }
      case 'tcp': {
        const expectInfo = probe.name === 'spoken' ? [{ banner: 'mail' }] : [];
        const facts = { expectInfo, failedDueToPattern: false, failedDueToBytes: false };
        return stepSeen('tcp', facts, { ...seen, ...(probe.name === 'secure' && { tls: TLS }) });
      }
      case 'tls':
        return stepSeen('tls', {}, { ...seen, tls: TLS });
      case 'dns': {
        const facts = { rcode: 'NOERROR', answers: 1, authorities: 0, additionals: 0, succeeded: true, serial: 7 };
        return stepSeen('dns', facts, { ...seen, ...(probe.name === 'private' && { tls: TLS }) });
      }
    }
  };
  const startedAtMs = Date.UTC(2026, 10, 22);
  return resultOf(
    probe.steps.map(({ name }) => one(name)),
    { probe: probe.name, kind: probe.kind, startedAtMs, durationMs: 123.4 },
  );
}

describe('what the plan counts for a healthy run', () => {
  const names = [...YAML.matchAll(/name: ([a-z]+)(?=[,\n])/g)].flatMap(([, name]) =>
    name === undefined || ['one', 'two', 'three'].includes(name) ? [] : [name],
  );

  it.each(names)('is what functions/signals makes: %s', async (name) => {
    const probe = probesOf(await compileYaml(YAML))[name];
    if (!probe) throw new Error(`there is no probe ${name}`);
    const context = { probe, location: 'eu-west-1', tickMs: Date.UTC(2026, 10, 22) };
    expect(signalSizeOf(probe).series).toBe(samplesOf(healthy(probe), context).length);
    const { labels, line, metadata } = logEntryOf(healthy(probe), context);
    const bytes = [labels, metadata].flatMap(Object.entries).flat().join('').length + line.length;
    expect(signalSizeOf(probe).logBytes).toBeGreaterThan(0.8 * bytes);
    expect(signalSizeOf(probe).logBytes).toBeLessThan(1.2 * bytes);
  });
});
