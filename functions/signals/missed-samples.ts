import type { Batch } from '../../lib/model/journal.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { Sample } from '../../lib/model/sample.ts';

/**
 * What a tick that was not run becomes in Prometheus: one sample for each probe that would have run, and nothing that says anything of its target: it is
 * neither good nor counted.
 */
export function missedSamplesOf({ missed, location, tickMs }: Batch, probes: ReadonlyMap<string, Probe>): Sample[] {
  if (missed === undefined) return [];
  return [...probes.values()]
    .filter(({ enabled }) => enabled)
    .map(({ name, labels, job, instance }) => ({
      name: 'probe_run_missed',
      labels: { ...labels, reason: missed, job, instance, probe: name, location },
      value: 1,
      timestampMs: tickMs,
    }));
}
