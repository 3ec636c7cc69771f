import type { Outcome } from '../../lib/model/result.ts';
import type { Row } from './row.ts';

export const HOUR_MS = 3_600_000;

/** How many runs of a probe began in one hour, by outcome. */
export interface HourCounts {
  /** Unix milliseconds of the hour's start. */
  readonly hourMs: number;
  readonly up: number;
  readonly degraded: number;
  readonly down: number;
  readonly error: number;
}

/** A probe at a location over one segment: enough to know availability and «since when» without reading the runs. */
export interface Span {
  readonly location: string;
  readonly probe: string;
  readonly runs: number;
  readonly firstOutcome: Outcome;
  readonly lastOutcome: Outcome;
  readonly lastTickMs: number;
  readonly lastKey: string;
  /** The tick from which on every run had the last outcome. */
  readonly sinceMs: number;
  /** The newest run that was up, and that was not. */
  readonly goodKey?: string;
  readonly badKey?: string;
  readonly hours: readonly HourCounts[];
}

/** Sums up the rows of a segment, in the order of their ticks. */
export function spansOf(rows: readonly Row[]): Span[] {
  const spans = new Map<string, Span>();
  for (const row of rows.toSorted((a, b) => a.tickMs - b.tickMs)) {
    for (const { probe, outcome } of row.runs) {
      const id = `${row.location}/${probe}`;
      spans.set(id, extend(spans.get(id), row, probe, outcome));
    }
  }
  return [...spans.values()];
}

function extend(span: Span | undefined, row: Row, probe: string, outcome: Outcome): Span {
  return {
    ...span,
    location: row.location,
    probe,
    runs: (span?.runs ?? 0) + 1,
    firstOutcome: span?.firstOutcome ?? outcome,
    lastOutcome: outcome,
    lastTickMs: row.tickMs,
    lastKey: row.key,
    sinceMs: span?.lastOutcome === outcome ? span.sinceMs : row.tickMs,
    ...(outcome === 'up' ? { goodKey: row.key } : { badKey: row.key }),
    hours: count(span?.hours ?? [], row.tickMs, outcome),
  };
}

/** Adds one run to counts that are in the order of their hours. */
function count(hours: readonly HourCounts[], tickMs: number, outcome: Outcome): HourCounts[] {
  const hourMs = tickMs - (tickMs % HOUR_MS);
  const last = hours.at(-1);
  if (last?.hourMs === hourMs) return [...hours.slice(0, -1), { ...last, [outcome]: last[outcome] + 1 }];
  return [...hours, { hourMs, up: 0, degraded: 0, down: 0, error: 0, [outcome]: 1 }];
}
