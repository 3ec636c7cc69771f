import type { Batch } from '../../lib/model/journal.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { Sample } from '../../lib/model/sample.ts';

/**
 * What a tick outside of active hours becomes in Prometheus: an interval of 0 for each probe that was not run, so that a gap can be told from an absence.
 * A name that the plan does not have is passed over.
 */
export function inactiveSamplesOf(
  { inactive = [], location, tickMs }: Pick<Batch, 'inactive' | 'location' | 'tickMs'>,
  probes: ReadonlyMap<string, Probe>,
): Sample[] {
  return inactive.flatMap((name) => {
    const probe = probes.get(name);
    if (!probe) return [];
    const { labels, job, instance } = probe;
    return [
      {
        name: 'probe_interval_seconds',
        labels: { ...labels, job, instance, probe: name, location },
        value: 0,
        timestampMs: tickMs,
      },
    ];
  });
}
