import { join } from 'node:path';
import { compile } from '../../lib/definitions/compile.ts';
import type { Deployment } from '../../lib/model/deployment.ts';
import type { Probe } from '../../lib/model/probe.ts';
import { deploymentOf } from '../../lib/plan/deployment.ts';
import { hashPlan } from '../../lib/plan/hash.ts';

const PROBES = join(import.meta.dirname, '..', '..', 'examples', 'one-region', 'probes');

/** The example with one region, with so many probes as there are `count`: each its own target, header and labels. */
export async function deploymentOfMany(
  count: number,
  change: (probe: Probe, index: number) => Probe = (probe) => probe,
): Promise<Deployment> {
  const { compiled, installations } = await compile({ definitions: [PROBES] });
  const [first] = compiled?.plan.probes ?? [];
  const [installation] = installations ?? [];
  if (!compiled || !first || !installation) throw new Error('the example with one region is gone');
  const probes = Array.from({ length: count }, (_, index) => {
    const name = `service-${String(index).padStart(5, '0')}`;
    const target = `https://${name}.shop.example/healthz`;
    return change(
      { ...first, name, target, instance: target, labels: { team: `team-${index % 40}`, service: name } },
      index,
    );
  });
  const { budget: _, ...unlimited } = installation;
  return deploymentOf(hashPlan({ ...compiled.plan, probes }), unlimited);
}
