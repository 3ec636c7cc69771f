import type { Probe } from '../model/probe.ts';
import { speaksTls } from './series.ts';

/** Longest time a run can take: all attempts and the waits between them. */
export function longestMs({ timeoutMs, retry }: Probe): number {
  return retry.attempts * timeoutMs + (retry.attempts - 1) * retry.afterMs;
}

/** Runs that can take longer than this have a function of their own. The default timeout, once, is not slow. */
const SLOW_MS = 10_000;

export const isSlow = (probe: Probe): boolean => longestMs(probe) > SLOW_MS;

/**
 * Milliseconds of CPU of a request, judgement and encoding included, on one vCPU of Lambda: measured on a core of an EPYC
 * (see docs/cost.md), times 1.5, because Lambda's is taken to be slower by that.
 */
const CPU_MS = { plain: 0.33, tls: 1.73, dns: 0.2 } as const;

/** Of a whole run that needs one attempt. */
export function cpuMsOf(probe: Probe): number {
  return probe.steps.length * CPU_MS[costOf(probe)];
}

/** What leaves for the target, packets' heads included; TLS with the key exchange of OpenSSL 3.5 measured at 1,800 bytes of it. */
const BYTES_OUT = { plain: 600, tls: 2_400, dns: 120 } as const;

export function bytesOutOf(probe: Probe): number {
  return probe.steps.length * BYTES_OUT[costOf(probe)];
}

function costOf(probe: Probe): keyof typeof CPU_MS {
  if (speaksTls(probe)) return 'tls';
  return probe.kind === 'dns' ? 'dns' : 'plain';
}
