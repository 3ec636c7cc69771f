const ODD = 0x9e3779b97f4a7c15n;
/** No span has this place, so that it is free for the one id that must not be. */
const SPARE = 1n << 40n;

/** Where a span stands in its run: attempts, steps and parts count from 1, and 0 stands for the whole of what is above. */
export interface SpanPlace {
  readonly attempt: number;
  readonly step: number;
  readonly part: number;
}

/**
 * 16 hex digits; different for every place of a run, since multiplying by an odd number loses nothing (up to 4,095 steps and 255 parts), and
 * never all zeros, which W3C Trace Context (§3.2.2.4) forbids.
 */
export function spanIdOf(run: string, { attempt, step, part }: SpanPlace): string {
  const seed = BigInt(`0x${run.slice(16)}`);
  const place = BigInt(attempt * 2 ** 20 + step * 2 ** 8 + part);
  const id = BigInt.asUintN(64, seed + place * ODD) || BigInt.asUintN(64, seed + SPARE * ODD);
  return id.toString(16).padStart(16, '0');
}

/** What a span is part of; undefined for the run itself. */
export function parentOf({ attempt, step, part }: SpanPlace): SpanPlace | undefined {
  if (part > 0) return { attempt, step, part: 0 };
  if (step > 0) return { attempt, step: 0, part: 0 };
  return attempt > 0 ? { attempt: 0, step: 0, part: 0 } : undefined;
}
