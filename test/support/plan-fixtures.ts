import type { CloudLocation, Installation } from '../../lib/model/installation.ts';
import type { HashedPlan } from '../../lib/model/plan.ts';
import type { ProbeOf } from '../../lib/model/probe.ts';
import { hashPlan } from '../../lib/plan/hash.ts';

/** An https probe of one GET, each minute at eu-west-1. */
export function httpsProbe(name: string, changes: Partial<ProbeOf<'http'>> = {}): ProbeOf<'http'> {
  return {
    name,
    kind: 'http',
    target: `https://${name}.example/`,
    instance: `https://${name}.example/`,
    job: 'probewright',
    intervalMs: 60_000,
    timeoutMs: 10_000,
    locations: ['eu-west-1'],
    labels: {},
    steps: [httpStep('GET')],
    retry: { attempts: 1, afterMs: 0, reasons: [] },
    enabled: true,
    muted: false,
    allowLinkLocal: false,
    source: { file: 'probes/a.probe.yaml', line: 1, column: 1 },
    ...changes,
  };
}

export function httpStep(method: string): ProbeOf<'http'>['steps'][number] {
  return {
    settings: {
      method,
      headers: [],
      maxRedirects: 10,
      maxBodyBytes: 10_485_760,
      addressFamily: 'prefer-ip4',
      tls: { verify: true, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
    },
    expect: [{ subject: 'status', comparison: { op: 'in', values: [{ from: 200, to: 299 }] }, otherwise: 'down' }],
    capture: [],
  };
}

export function planWith(probes: readonly ProbeOf<'http'>[]): HashedPlan {
  const names = [...new Set(probes.flatMap(({ locations }) => locations))];
  return hashPlan({
    version: 1,
    id: 'probewright',
    locations: names.map((name) => ({ name, region: name })),
    probes: [...probes].sort((a, b) => (a.name < b.name ? -1 : 1)),
    files: ['probes/a.probe.yaml'],
  });
}

export const publicLocation = (region: string, changes: Partial<CloudLocation> = {}): CloudLocation => ({
  name: region,
  region,
  network: { type: 'public' },
  ...changes,
});

/** With the defaults of the configuration; delivers itself, and needs no backend. */
export function installationAt(regions: readonly string[], changes: Partial<Installation> = {}): Installation {
  return {
    id: 'probewright',
    hub: { region: regions[0] ?? 'us-east-1' },
    locations: regions.map((region) => publicLocation(region)),
    delivery: {
      mode: 'direct',
      remoteWrite: {
        url: 'https://prometheus.example.com/api/v1/write',
        auth: { type: 'none' },
        headers: {},
        windowMs: 86_400_000,
      },
    },
    removable: false,
    journalRetentionDays: 35,
    replayHorizonMs: 86_400_000,
    logRetentionDays: 30,
    tags: {},
    roles: {},
    alarms: { topics: [], emails: [] },
    ...changes,
  };
}
