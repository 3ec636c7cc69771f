import { part, setAttribute, setText } from './dom.ts';
import { formatAge, formatClock } from './format.ts';
import type { Connection } from './live.ts';

export interface Freshness {
  readonly connection: Connection;
  /** Undefined before the first answer. */
  readonly asOfMs: number | undefined;
  /** From when on the data counts as old. */
  readonly staleFromMs: number | undefined;
  readonly nowMs: number;
}

/** True when what is shown can no longer be trusted. */
export function isStale(freshness: Freshness): boolean {
  const { connection, staleFromMs, nowMs } = freshness;
  return connection.status === 'lost' || (staleFromMs !== undefined && nowMs > staleFromMs);
}

/** Says how fresh the data is, and warns in clear words when it is not. */
export function showAsOf(freshness: Freshness): void {
  const stale = isStale(freshness);
  setText(part('as-of'), asOfSentence(freshness));
  setAttribute(document.documentElement, 'data-stale', stale ? 'yes' : undefined);
  const retry = part('retry');
  retry.hidden = !stale;
}

export function asOfSentence({ connection, asOfMs, staleFromMs, nowMs }: Freshness): string {
  if (connection.status === 'lost') {
    // No countdown here: it would be read aloud each second.
    const seen = asOfMs === undefined ? '' : ` What you see is as of ${formatClock(asOfMs)}.`;
    return `Connection to the runner lost at ${formatClock(connection.sinceMs)}.${seen}`;
  }
  if (asOfMs === undefined) return 'Connecting …';
  if (staleFromMs !== undefined && nowMs > staleFromMs) {
    return `No new runs for ${formatAge(nowMs - asOfMs)}: data as of ${formatClock(asOfMs)}, older than expected.`;
  }
  return `data as of ${formatClock(asOfMs)}`;
}
