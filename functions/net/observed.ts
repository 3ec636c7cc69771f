import type { Observation } from '../../lib/model/observation.ts';
import type { TraceSummary } from './trace.ts';
import type { Trace } from './wire.ts';

/** What a trace saw, in the form of an observation. */
export function observedBy(trace: Trace & { finish(): TraceSummary }): Omit<Observation, 'facts' | 'failure'> {
  return {
    ...trace.finish(),
    ...(trace.address && { address: trace.address }),
    ...(trace.lookupMs !== undefined && { lookupMs: trace.lookupMs }),
    ...(trace.tls && { tls: trace.tls }),
  };
}
