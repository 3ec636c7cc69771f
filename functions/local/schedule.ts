import { createHash } from 'node:crypto';

/** When a probe runs: at `offsetMs` after every multiple of the interval since 1970. */
export interface Rhythm {
  readonly intervalMs: number;
  /** From the probe's name: the same on every start and machine, and different probes are spread over the interval. */
  readonly offsetMs: number;
}

export function rhythmOf(name: string, intervalMs: number): Rhythm {
  const hash = createHash('sha256').update(name).digest();
  return { intervalMs, offsetMs: hash.readUIntBE(0, 6) % intervalMs };
}

/** The first tick after a moment. */
export function tickAfter(moment: number, { intervalMs, offsetMs }: Rhythm): number {
  return Math.floor((moment - offsetMs) / intervalMs) * intervalMs + offsetMs + intervalMs;
}

/** Within this time after it is added, a probe has its first run. */
const FIRST_MS = 5_000;

/**
 * The first tick of a probe that was added, changed, or not run for an interval: soon, so that whoever saved the file sees it run,
 * and spread, so that a thousand do not start at once.
 */
export function firstTick(nowMs: number, rhythm: Rhythm): number {
  const regular = tickAfter(nowMs, rhythm);
  return regular - nowMs <= FIRST_MS ? regular : nowMs + (rhythm.offsetMs % FIRST_MS);
}
