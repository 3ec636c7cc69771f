import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../demo/shop.ts';
import { createProbeEngine } from '../../functions/probe/create-engine.ts';
import { createEnvSecrets } from '../../functions/secrets/env.ts';
import { compile } from '../../lib/definitions/compile.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { Result } from '../../lib/model/result.ts';

let demo: Demo;
let probes: ReadonlyMap<string, Probe>;
let second = 10;

const engine = createProbeEngine({ location: 'local', place: 'local', secrets: createEnvSecrets({}) });
async function run(name: string, by = engine): Promise<Result> {
  const probe = probes.get(name);
  if (!probe) throw new Error(`no probe ${name} among ${[...probes.keys()].join(', ')}`);
  return by.run(probe, 0, AbortSignal.timeout(10_000));
}

beforeAll(async () => {
  demo = await startDemo({ now: () => Date.UTC(2026, 10, 22, 12, 0, second) });
  const { compiled, diagnostics } = await compile({ definitions: [demo.definitions], variables: demo.variables });
  expect(diagnostics).toEqual([]);
  probes = new Map(compiled?.plan.probes.map((probe) => [probe.name, probe]));
});
afterAll(() => demo.close());

describe('each probe of the demo shows its state', () => {
  test.each([
    'demo-front',
    'demo-search',
    'demo-old-address',
    'demo-recommendations',
    'demo-log-in',
    'demo-name',
    'demo-mail',
    'demo-payments',
    'demo-zone',
  ])('%s is up', async (name) => {
    expect(await run(name)).toMatchObject({ outcome: 'up' });
  });

  test.each([
    ['demo-reports', 'too_slow'],
    ['demo-outlet-certificate', 'certificate_unexpected'],
  ])('%s is degraded: %s', async (name, reason) => {
    expect(await run(name)).toMatchObject({ outcome: 'degraded', degraded: { reason } });
  });

  test.each([
    ['demo-checkout', 'status_unexpected'],
    ['demo-warehouse', 'connect_refused'],
    ['demo-beta', 'status_unexpected'],
    ['demo-museum-certificate', 'tls_expired'],
    ['demo-gifts-certificate', 'tls_wrong_name'],
    ['demo-api-name', 'answer_unexpected'],
  ])('%s is down: %s', async (name, reason) => {
    expect(await run(name)).toMatchObject({ outcome: 'down', failure: { reason } });
  });

  test('demo-partner is an error of ours: its secret is missing', async () => {
    expect(await run('demo-partner')).toMatchObject({ outcome: 'error', fault: { code: 'PW5005' } });
  });

  test('demo-partner is up when its secret is set, to whatever', async () => {
    const secrets = createEnvSecrets({ PROBEWRIGHT_SECRET_DEMO_PARTNER_TOKEN: 'whatever' });
    const engine = createProbeEngine({ location: 'local', place: 'local', secrets });
    expect(await run('demo-partner', engine)).toMatchObject({ outcome: 'up' });
  });

  test('demo-recommendations is down in the last third of a minute, and says what is wrong', async () => {
    second = 45;
    const result = await run('demo-recommendations');
    second = 10;
    expect(result).toMatchObject({ outcome: 'down', failure: { reason: 'status_unexpected' } });
    expect(result.attempts[0]?.steps[0]?.excerpt?.body).toContain('the model is being reloaded');
  });
});

test('one probe is muted, one is switched off, and each is described', () => {
  expect(probes.get('demo-beta')).toMatchObject({ muted: true, enabled: true });
  expect(probes.get('demo-fax')).toMatchObject({ enabled: false });
  for (const probe of probes.values()) expect(probe.description, probe.name).toMatch(/\w/);
});

test('all are run within the first half minute', () => {
  for (const probe of probes.values()) if (probe.enabled) expect(probe.intervalMs).toBeLessThanOrEqual(30_000);
});
