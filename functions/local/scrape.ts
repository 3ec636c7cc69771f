import { isScrapable } from '../../lib/model/metrics.ts';
import type { Clock } from '../../lib/model/prober.ts';
import type { Sample } from '../../lib/model/sample.ts';
import { samplesOf } from '../signals/samples.ts';
import type { Entry } from './runner.ts';

/**
 * The samples of each probe's latest result. A result that is older than two intervals (of a run before a restart, of a clock that
 * was set) says nothing about now and is left out, so that its series go stale. So is what is only pushed: scraped, it would be counted
 * as often as the page is read.
 */
export function latestSamples(entries: readonly Entry[], location: string, clock: Clock): Sample[] {
  return entries.flatMap(({ probe, past: { last } }) => {
    if (!probe.enabled || last === undefined || typeof last === 'string') return [];
    const { tickMs, result } = last;
    const isCurrent = clock.now() - tickMs <= 2 * probe.intervalMs && result.kind === probe.kind;
    const samples = isCurrent ? samplesOf(result, { probe, location, tickMs }) : [];
    return samples.filter(({ name }) => isScrapable(name));
  });
}
