/** A stretch of ticks in [from, to), unix milliseconds: an hour of the clock, or what of it lies in a range. */
export interface Hour {
  readonly fromMs: number;
  readonly toMs: number;
}

const HOUR_MS = 3_600_000;

/** The hours of a range, the oldest first; the first and the last may be cut. */
export function hoursOf(fromMs: number, toMs: number): Hour[] {
  const hours: Hour[] = [];
  for (let at = fromMs; at < toMs; ) {
    const end = Math.min(toMs, (Math.floor(at / HOUR_MS) + 1) * HOUR_MS);
    hours.push({ fromMs: at, toMs: end });
    at = end;
  }
  return hours;
}
