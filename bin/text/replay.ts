import type { ReplayProgress } from '../../functions/delivery/replay.ts';

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

const WIDTH = 24;

/** One line that is written over and over. */
export function progressLine(sink: string, { reachedMs, totals, trouble }: ReplayProgress, range: Range): string {
  const share = Math.min(1, (reachedMs - range.fromMs) / (range.toMs - range.fromMs));
  const bar = '█'.repeat(Math.floor(share * WIDTH)).padEnd(WIDTH, '░');
  const why = trouble === undefined ? '' : ` waits: ${trouble.replaceAll(/\s+/g, ' ').slice(0, 60)}`;
  return `${sink} ${bar} ${Math.floor(share * 100)} % ${totals.delivered} items${why}`;
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
