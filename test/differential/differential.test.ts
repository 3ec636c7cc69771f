import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProbeEngine } from '../../functions/probe/create-engine.ts';
import { createEnvSecrets } from '../../functions/secrets/env.ts';
import { exposition } from '../../functions/signals/exposition.ts';
import { samplesOf } from '../../functions/signals/samples.ts';
import { compile } from '../../lib/definitions/compile.ts';
import { METRICS, SERIES_LABELS } from '../../lib/model/metrics.ts';
import type { Probe } from '../../lib/model/probe.ts';
import { type Blackbox, startBlackbox } from './blackbox.ts';
import { differences, nameOf } from './compare.ts';
import { readExposition } from './exposition-reader.ts';
import type { Scenario, Served } from './scenario.ts';
import { dnsScenarios } from './scenarios/dns.ts';
import { httpScenarios } from './scenarios/http.ts';
import { tcpScenarios } from './scenarios/tcp.ts';
import { createTlsWorld, httpsScenarios } from './scenarios/tls.ts';

/** The names that both sides must agree on; newer than 0.28.0, so not in this one. */
const NEWER = new Set(['probe_timeout_seconds']);
const SHARED = new Set(
  Object.entries(METRICS)
    .filter(([name, metric]) => metric.origin === 'blackbox_exporter' && !NEWER.has(name))
    .map(([name]) => name),
);

const world = await createTlsWorld();
const scenarios: readonly Scenario[] = [
  ...httpScenarios,
  ...httpsScenarios(world),
  ...tcpScenarios(world),
  ...dnsScenarios,
];

const folder = mkdtempSync(join(tmpdir(), 'probewright-differential-'));
const engine = createProbeEngine({
  location: 'local',
  place: 'local',
  secrets: createEnvSecrets({ PROBEWRIGHT_SECRET_DIFFERENTIAL_PASSWORD: 'pass' }),
});
const served = new Map<string, Served>();
let probes: ReadonlyMap<string, Probe> = new Map();
let blackbox: Blackbox;

beforeAll(async () => {
  for (const scenario of scenarios) served.set(scenario.name, await scenario.serve());
  const definitions = scenarios.map(({ name, probe }) => ({
    name,
    target: served.get(name)?.target,
    timeout: '5s',
    interval: '1m',
    ...probe,
  }));
  writeFileSync(join(folder, 'scenarios.probe.yaml'), JSON.stringify({ probes: definitions }));
  const { compiled, diagnostics } = await compile({ definitions: [folder] });
  if (!compiled) throw new Error(JSON.stringify(diagnostics, null, 2));
  probes = new Map(compiled.plan.probes.map((probe) => [probe.name, probe]));
  blackbox = await startBlackbox(Object.fromEntries(scenarios.map(({ name, module }) => [name, module])), folder);
}, 60_000);

afterAll(async () => {
  await blackbox?.close();
  for (const { close } of served.values()) await close();
  rmSync(folder, { recursive: true, force: true });
});

describe('series by series as blackbox_exporter 0.28.0', () => {
  it('has at least forty scenarios, ten a kind', () => {
    const count = (kind: string) => scenarios.filter(({ probe }) => probe.kind === kind).length;
    expect([count('http'), count('tcp'), count('dns')].every((n) => n >= 10)).toBe(true);
    expect(scenarios.length).toBeGreaterThanOrEqual(40);
  });

  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (name, scenario) => {
    const target = served.get(name)?.target ?? '';
    const probe = probes.get(name);
    if (!probe) throw new Error(`no probe ${name}`);

    const theirs = readExposition(await blackbox.probe(name, target));
    const result = await engine.run(probe, Date.now(), new AbortController().signal);
    const ours = withoutOwnLabels(
      readExposition(exposition(samplesOf(result, { probe, location: 'local', tickMs: 0 }))),
    );

    expect(theirs.size).toBeGreaterThanOrEqual(4);
    const found = differences(theirs, ours, SHARED);
    const unexplained = found.filter(({ series }) => !scenario.explained?.[nameOf(series)]);
    const told = JSON.stringify({ outcome: result.outcome, failure: result.failure, fault: result.fault });
    expect(unexplained, told).toEqual([]);
    expect(new Set(found.map(({ series }) => nameOf(series)))).toEqual(new Set(Object.keys(scenario.explained ?? {})));
    expect(result.outcome).not.toBe('error');
  });
});

function withoutOwnLabels(series: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(
    [...series].map(([key, value]) => {
      const name = nameOf(key);
      const labels = key === name ? {} : JSON.parse(key.slice(name.length));
      for (const own of SERIES_LABELS) delete labels[own];
      const rest = Object.keys(labels).length === 0 ? '' : JSON.stringify(labels);
      return [`${name}${rest}`, value];
    }),
  );
}
