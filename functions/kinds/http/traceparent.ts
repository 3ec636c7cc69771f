import type { Run } from '../../../lib/model/prober.ts';
import type { HttpSettings } from '../../../lib/model/settings.ts';
import { spanIdOf } from '../../../lib/model/span-ids.ts';
import { hostOf } from './url.ts';

/**
 * `traceparent` for a request to `url` (W3C Trace Context, version 00): the run's trace, the step's span as parent, sampled, since every run of
 * a probe that tells its target is kept as a trace. Undefined where the host is not one of those that are to be told.
 */
export function traceparentOf(
  url: URL,
  first: URL,
  hosts: NonNullable<HttpSettings['traceHosts']>,
  { run, attempt, step }: Run['span'],
): string | undefined {
  const host = hostOf(url);
  const told = hosts === 'own' ? host === hostOf(first) : hosts.some((pattern) => isHost(pattern, host));
  return told ? `00-${run}-${spanIdOf(run, { attempt, step, part: 0 })}-01` : undefined;
}

function isHost(pattern: string, host: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) && host.length >= pattern.length : host === pattern;
}
