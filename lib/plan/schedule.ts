const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * When a shard's schedule fires, UTC: at multiples of the interval since midnight, so that all locations share their
 * ticks. Intervals under a minute fire each minute.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @param intervalMs one of those that definitions may have
 */
export function cronOf(intervalMs: number): string {
  if (intervalMs <= MINUTE_MS) return 'cron(* * * * ? *)';
  if (intervalMs < HOUR_MS) return `cron(0/${intervalMs / MINUTE_MS} * * * ? *)`;
  const hours = intervalMs / HOUR_MS;
  return `cron(0 ${hours === 1 ? '*' : hours === 24 ? '0' : `0/${hours}`} * * ? *)`;
}

/** The ticks inside of a minute, beside its beginning, that each minute's run queues for the next one; milliseconds from the minute's start. */
export function queuedMsOf(intervalMs: number): number[] {
  if (intervalMs >= MINUTE_MS) return [];
  return Array.from({ length: MINUTE_MS / intervalMs - 1 }, (_, index) => (index + 1) * intervalMs);
}

/** `10s`, `1m`, `5m`, `1h`: begins the names of shards. */
export function intervalName(intervalMs: number): string {
  if (intervalMs < MINUTE_MS) return `${intervalMs / 1000}s`;
  return intervalMs < HOUR_MS ? `${intervalMs / MINUTE_MS}m` : `${intervalMs / HOUR_MS}h`;
}
