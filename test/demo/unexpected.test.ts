import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../demo/shop.ts';
import { createProbeEngine } from '../../functions/probe/create-engine.ts';
import { createEnvSecrets } from '../../functions/secrets/env.ts';
import { compile } from '../../lib/definitions/compile.ts';
import type { Probe } from '../../lib/model/probe.ts';

const WEB = { kind: 'http', target: 'http://shop.localhost:${var:demo_http}/search' };
const SLOW = { kind: 'http', target: 'http://shop.localhost:${var:demo_http}/reports' };
const SECURE = {
  kind: 'http',
  target: 'https://shop.localhost:${var:demo_https}/',
  http: { tls: { ca: '${var:demo_ca}' } },
};
const NAME = { kind: 'dns', target: 'ns.localhost:${var:demo_dns}', dns: { query: 'shop.example' } };
const MAIL = { kind: 'tcp', target: 'mail.localhost:${var:demo_smtp}', tcp: { dialogue: [{ expect: '^220 ' }] } };

/** A probe of the demo that answers well, one expectation that it misses, and what the message must say. */
const MISSES = [
  ['status_unexpected', WEB, { status: 204 }, /status 200, expected 204/],
  ['header_unexpected', WEB, { header: { 'Content-Type': { contains: 'xml' } } }, /application\/json/],
  ['body_unexpected', SECURE, { body: { contains: 'Goodbye' } }, /Goodbye/],
  ['json_unexpected', WEB, { json: { '$.total': { above: 2 } } }, /\$\.total 2, expected above 2/],
  ['redirects_unexpected', WEB, { redirects: 1 }, /redirects 0/],
  ['redirects_unexpected', WEB, { url: { contains: '/old' } }, /\/search/],
  ['version_unexpected', WEB, { version: 1 }, /1\.1/],
  ['size_unexpected', WEB, { size: { below: '10B' } }, /size/],
  [
    'certificate_unexpected',
    SECURE,
    { certificate: { issuer: { contains: 'Let’s Encrypt' } } },
    /Probewright demo authority/,
  ],
  ['certificate_unexpected', SECURE, { certificate: { validFor: '365d' } }, /expected at least 365d/],
  ['tls_unexpected', SECURE, { tls: { version: 'TLS 1.2' } }, /TLS 1\.3/],
  ['address_unexpected', WEB, { address: '127.0.0.9' }, /127\.0\.0\.1/],
  ['text_unexpected', MAIL, { text: { contains: 'Postfix' } }, /Probewright demo/],
  ['rcode_unexpected', NAME, { rcode: 'NXDOMAIN' }, /NOERROR/],
  ['answer_unexpected', NAME, { answer: { any: { contains: '192.0.2.99' } } }, /192\.0\.2\.10/],
  ['answer_unexpected', NAME, { answer: { count: 3 } }, /answer count 2, expected 3/],
  ['answer_unexpected', NAME, { authority: { any: { matches: 'ns1' } } }, /authority/],
  ['answer_unexpected', { ...NAME, dns: { query: 'shop.example', type: 'SOA' } }, { serial: 7 }, /2026112201/],
  ['answer_unexpected', NAME, { flag: 'ad' }, /flag ad/],
  ['too_slow', SLOW, { duration: { below: '500ms', else: 'down' } }, /expected below 500ms/],
] as const;

let demo: Demo;
let probes: readonly Probe[];
const folder = mkdtempSync(join(tmpdir(), 'probewright-unexpected-'));
const engine = createProbeEngine({ location: 'local', place: 'local', secrets: createEnvSecrets({}) });

beforeAll(async () => {
  demo = await startDemo();
  const written = MISSES.map(([, probe, expectation], index) => ({
    name: `miss-${String(index).padStart(2, '0')}`,
    ...probe,
    expect: [expectation],
  }));
  writeFileSync(join(folder, 'misses.probe.yaml'), JSON.stringify({ probes: written }));
  const { compiled, diagnostics } = await compile({ definitions: [folder], variables: demo.variables });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  probes = compiled?.plan.probes ?? [];
});
afterAll(async () => {
  await demo.close();
  rmSync(folder, { recursive: true });
});

test.each(
  MISSES.map(([reason, { kind }, expectation, message], index) => ({
    reason,
    kind,
    message,
    index,
    written: JSON.stringify(expectation),
  })),
)('`$reason`: $kind misses $written', async ({ reason, message, index }) => {
  const probe = probes[index];
  if (!probe) throw new Error('the probe was not compiled');
  const result = await engine.run(probe, 0, AbortSignal.timeout(10_000));
  expect(result).toMatchObject({ outcome: 'down', failure: { reason, phase: 'expect' } });
  expect(result.failure?.message).toMatch(message);
});
