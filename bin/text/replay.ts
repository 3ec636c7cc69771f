import type { ReplayProgress } from '../../functions/delivery/replay.ts';

export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

const WIDTH = 24;

/** How far a range is done, to be looked at: `████░░░░ 50 %`. */
export function bar(reachedMs: number, { fromMs, toMs }: Range): string {
  const share = Math.min(1, (reachedMs - fromMs) / (toMs - fromMs));
  return `${'█'.repeat(Math.floor(share * WIDTH)).padEnd(WIDTH, '░')} ${Math.floor(share * 100)} %`;
}

/** One line that is written over and over. */
export function progressLine(sink: string, { reachedMs, totals, trouble }: ReplayProgress, range: Range): string {
  const why = trouble === undefined ? '' : ` waits: ${trouble.replaceAll(/\s+/g, ' ').slice(0, 60)}`;
  return `${sink} ${bar(reachedMs, range)} ${totals.delivered} items${why}`;
}

/** Said before anything is sent: what the receiver does not take any more, and what to do about it. */
export function tooOldWarning(sink: string, windowMs: number, range: Range, nowMs: number): string | undefined {
  const oldestMs = nowMs - windowMs;
  if (range.fromMs >= oldestMs) return undefined;
  const [from, to] = [range.fromMs, Math.min(range.toMs, oldestMs)].map((ms) => new Date(ms).toISOString());
  const words = `${sink}: what is from before ${to} will not be sent: this receiver is said to take ${windowMs / 3_600_000} h (--${sink}-window).`;
  if (sink !== 'remote-write') return `${words}\n`;
  return `${words} Where Thanos keeps your blocks, take it there: probewright replay --from ${from} --to ${to} --blocks-to DIR|s3://BUCKET --external-label NAME=VALUE\n`;
}

/** What came of it. */
export function summaryOf(sink: string, { reachedMs, totals }: ReplayProgress, range: Range): string {
  const refused = Object.entries(totals.rejected).map(([reason, count]) => `${count} ${reason}`);
  const parts = [
    `${sink}: ${totals.delivered} items of ${totals.batches} batches delivered`,
    ...(refused.length > 0 ? [`refused: ${refused.join(', ')}`] : []),
    ...(reachedMs < range.toMs ? [`stopped: everything before ${new Date(reachedMs).toISOString()} is settled`] : []),
  ];
  return `${parts.join('; ')}.\n`;
}
