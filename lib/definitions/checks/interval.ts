const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Every interval that all locations can share as ticks of one clock (cron), ascending; milliseconds. */
export const INTERVALS: readonly number[] = [
  ...[10, 15, 20, 30].map((count) => count * SECOND),
  ...divisorsOf(60).map((count) => count * MINUTE),
  ...divisorsOf(24)
    .filter((count) => count > 1)
    .map((count) => count * HOUR),
];

/** In words, for messages. */
export const INTERVALS_IN_WORDS =
  '10s 15s 20s 30s, whole minutes that divide 60 (1m 2m 3m 4m 5m 6m 10m 12m 15m 20m 30m), whole hours that divide 24 (1h 2h 3h 4h 6h 8h 12h 24h)';

/** The schedulable intervals just below and just above; one where there is no other. */
export function nearestIntervals(ms: number): readonly number[] {
  const below = INTERVALS.filter((interval) => interval < ms).at(-1);
  const above = INTERVALS.find((interval) => interval > ms);
  return [below, above].filter((interval) => interval !== undefined);
}

function divisorsOf(whole: number): number[] {
  return Array.from({ length: whole }, (_, index) => index + 1).filter((count) => whole % count === 0);
}
