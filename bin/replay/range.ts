import { createHash } from 'node:crypto';
import { durationMs } from '../../lib/definitions/units.ts';
import { UsageError } from '../command.ts';

/** What is replayed, and from where. */
export interface Range {
  /** Ticks in [from, to), unix milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Holds, in `replay`, how far replays have come. */
  readonly dataFolder: string;
}

/** The moments that `--from` and `--to` name. Throws UsageError. */
export function momentsOf(
  from: string | undefined,
  to: string | undefined,
  nowMs: number,
): Pick<Range, 'fromMs' | 'toMs'> {
  if (from === undefined) throw new UsageError('replay needs --from WHEN, such as --from 6h.');
  const [fromMs, toMs] = [momentOf('--from', from, nowMs), momentOf('--to', to ?? '0s', nowMs)];
  if (fromMs >= toMs) throw new UsageError('--from is not before --to.');
  return { fromMs, toMs };
}

/** The same range to the same place has the same name. */
export function progressName(kind: string, place: string, { fromMs, toMs }: Range): string {
  return `${kind}-${createHash('sha256').update(`${place} ${fromMs} ${toMs}`).digest('hex').slice(0, 12)}`;
}

function momentOf(option: string, text: string, nowMs: number): number {
  const ago = durationMs(text);
  if (ago !== undefined) return Math.floor((nowMs - ago) / 60_000) * 60_000;
  const moment = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(moment)) {
    throw new UsageError(
      `${option} takes a moment such as 2026-11-22T10:00:00Z, or 6h for six hours ago, not '${text}'.`,
    );
  }
  return moment;
}
