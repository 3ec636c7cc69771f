import type { Probe } from '../model/probe.ts';

/** Longest time a run can take: all attempts and the waits between them. */
export function longestMs({ timeoutMs, retry }: Probe): number {
  return retry.attempts * timeoutMs + (retry.attempts - 1) * retry.afterMs;
}

/** Runs that can take longer than this have a function of their own. The default timeout, once, is not slow. */
const SLOW_MS = 10_000;

export const isSlow = (probe: Probe): boolean => longestMs(probe) > SLOW_MS;

/** Methods that change nothing, however often they are sent (RFC 9110 §9.2.1). */
const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Whether a second run of the same tick could change something at the target. */
export function changesSomething(probe: Probe): boolean {
  return probe.kind === 'http' && probe.steps.some(({ settings }) => !SAFE.includes(settings.method));
}

/**
 * Milliseconds of CPU of a request, judgement and encoding included, on one vCPU of Lambda: measured on a core of an EPYC
 * (see docs/cost.md), times 1.5, because Lambda's is taken to be slower by that.
 */
const CPU_MS = { plain: 0.33, tls: 1.73, dns: 0.2 } as const;

/** Of a whole run that needs one attempt. */
export function cpuMsOf(probe: Probe): number {
  switch (probe.kind) {
    case 'http':
      return probe.steps.length * (/^https:/i.test(probe.target) ? CPU_MS.tls : CPU_MS.plain);
    case 'tls':
      return CPU_MS.tls;
    case 'tcp':
      return probe.steps.some(({ settings }) => settings.secure || settings.dialogue.some((move) => 'startTls' in move))
        ? CPU_MS.tls
        : CPU_MS.plain;
    case 'dns':
      return probe.steps.some(({ settings }) => settings.transport === 'tls') ? CPU_MS.tls : CPU_MS.dns;
  }
}
