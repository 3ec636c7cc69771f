import { stringify } from 'yaml';
import { differences } from './accounting/stored.ts';
import type { FilledBackend } from './filled-backend.ts';
import { journalledPoints, queriedPoints, queriedSums } from './journalled.ts';

/** A probe that is down is told; the other rules would only be told of by mistake: one looks at a probe that is up, one whether anything is there at all. */
export const TEST_RULES: Readonly<Record<string, string>> = {
  'rules/local/test.yml': stringify({
    groups: [
      {
        name: 'test',
        interval: '5s',
        rules: [
          { alert: 'ProbeDown', expr: 'probe_success{probe=~"broken|steady"} == 0' },
          { alert: 'ProbeAbsent', expr: 'absent(probe_success{probe=~"p0|steady"})' },
        ],
      },
    ],
  }),
  // What Ruler writes comes at any time, also to a Prometheus that has just lost everything.
  'rules/ruler/test.yml': stringify({
    groups: [{ name: 'test', interval: '5s', rules: [{ record: 'test:ruled', expr: 'vector(1)' }] }],
  }),
};

/** A probe that is up, as long as its target is, and one that is down. @param url of the target */
export function testDefinitions(url: string): string {
  return stringify({
    probes: [
      { name: 'steady', kind: 'http', target: url, interval: '10s' },
      { name: 'broken', kind: 'http', target: 'http://127.0.0.1:1/', interval: '10s' },
    ],
  });
}

/** What may be told with them. */
export const TOLD = 'firing ProbeDown broken';

export interface BackendAccount {
  readonly series: number;
  readonly samples: number;
  readonly differences: readonly string[];
}

/** Of every series that the journal becomes: whether Query has each sample with times in [from, to), no other, and their sum. A warning is an error. */
export async function accountFor(
  { backend, addresses }: FilledBackend,
  fromMs: number,
  toMs: number,
): Promise<BackendAccount> {
  const url = `http://${addresses['query.http'].reach}`;
  const found: string[] = [];
  let [series, samples] = [0, 0];
  for (const [name, expected] of await journalledPoints(backend.local.journal, fromMs, toMs)) {
    if (expected.size === 0) continue;
    found.push(...differences(expected, await queriedPoints(url, name, fromMs, toMs)));
    const sums = await queriedSums(url, name, fromMs, toMs);
    for (const one of sums.keys()) if (!expected.has(one)) found.push(`${one}: a sum of nothing`);
    for (const [one, points] of expected) {
      const sum = [...points.values()].reduce((all, value) => all + value, 0);
      const has = sums.get(one) ?? Number.NaN;
      if (!(Math.abs(has - sum) <= Math.abs(sum) * 1e-12)) found.push(`${one}: ${has} in all instead of ${sum}`);
      series += 1;
      samples += points.size;
    }
  }
  return { series, samples, differences: found };
}

export function isWhole({ backend }: FilledBackend): boolean {
  return backend.keeper.status.state === 'ready' && backend.stack.parts.every(({ state }) => state === 'ready');
}

/** Of the rules above: `firing ProbeDown broken`. */
export async function alertsTold(filled: FilledBackend): Promise<ReadonlySet<string>> {
  return new Set(
    (await filled.told()).flatMap(({ alerts }) =>
      alerts
        .filter(({ labels }) => labels.alertname?.startsWith('Probe'))
        .map(({ status, labels }) => `${status} ${labels.alertname} ${labels.probe ?? ''}`),
    ),
  );
}
