import type { HashedPlan } from '../../lib/model/plan.ts';
import type { ProbeOf } from '../../lib/model/probe.ts';

const TLS = { verify: true, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } as const;

export function httpProbe(name: string, target: string, changes: Partial<ProbeOf<'http'>> = {}): ProbeOf<'http'> {
  const settings = {
    method: 'GET',
    headers: [],
    maxRedirects: 10,
    maxBodyBytes: 1e6,
    addressFamily: 'ip4',
    tls: TLS,
  } as const;
  const status = { op: 'in', values: [{ from: 200, to: 299 }] } as const;
  return {
    name,
    kind: 'http',
    target,
    instance: target,
    job: 'probewright',
    intervalMs: 3_600_000,
    timeoutMs: 2_000,
    locations: ['local'],
    labels: {},
    steps: [{ settings, expect: [{ subject: 'status', comparison: status, otherwise: 'down' }], capture: [] }],
    retry: { attempts: 1, afterMs: 0, reasons: [] },
    enabled: true,
    muted: false,
    allowLinkLocal: false,
    source: { file: 'probes/test.probe.yaml', line: 1, column: 1 },
    ...changes,
  };
}

let plans = 0;
export function planOf(probes: readonly ProbeOf<'http'>[]): HashedPlan {
  plans += 1;
  const plan = {
    version: 1,
    id: 'probewright',
    locations: [{ name: 'local' }],
    probes,
    files: ['probes/test.probe.yaml'],
  } as const;
  return { hash: plans.toString(16).padStart(64, '0'), plan };
}
