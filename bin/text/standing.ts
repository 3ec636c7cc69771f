import type { Entry } from '../../functions/local/runner.ts';
import type { Outcome } from '../../lib/model/result.ts';

/** What needs a person first. */
const ORDER: readonly Outcome[] = ['down', 'error', 'degraded', 'up'];

/**
 * How things stood when they were last looked at, before this start: `5 down, 1 error, 9 up (as of 19:40:12)`; undefined when
 * nothing was. Of probes that are muted nobody is told, and of those that are disabled nothing is known.
 */
export function formatStanding(entries: readonly Entry[], nowMs: number): string | undefined {
  const seen = entries.filter(({ probe, past }) => probe.enabled && !probe.muted && past.runs > 0);
  if (seen.length === 0) return undefined;
  const counts = ORDER.map((outcome) => [seen.filter(({ past }) => past.outcome === outcome).length, outcome] as const);
  const words = counts.filter(([count]) => count > 0).map(([count, outcome]) => `${count} ${outcome}`);
  const asOfMs = Math.max(...seen.map(({ past }) => past.lastTickMs ?? 0));
  return `${words.join(', ')} (as of ${moment(asOfMs, nowMs)})`;
}

/** Local time, as the log has it; with the day when that is not today. */
function moment(ms: number, nowMs: number): string {
  const [time, now] = [new Date(ms), new Date(nowMs)];
  const two = (part: number) => String(part).padStart(2, '0');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  if (time.toDateString() === now.toDateString()) return clock;
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${clock}`;
}
