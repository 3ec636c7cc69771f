import type { Probe } from './probe.ts';

/** Methods that change nothing, however often they are sent (RFC 9110 §9.2.1). */
const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Whether a second run of the same tick could change something at the target. */
export function changesSomething(probe: Probe): boolean {
  return probe.kind === 'http' && probe.steps.some(({ settings }) => !SAFE.includes(settings.method));
}
