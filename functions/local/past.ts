import type { Outcome, Result } from '../../lib/model/result.ts';
import { rowRun } from '../journal/row.ts';
import type { Span } from '../journal/span.ts';
import type { ProbeSummary, RunAnswer } from './api.ts';
import { Hours } from './hours.ts';

export type StripEntry = ProbeSummary['strip'][number];
/** A run in memory, or the key under which the journal has it. */
export type RunReference = RunAnswer | string;

export const STRIP_LENGTH = 60;

/** What is remembered of a probe: what its summary says, and which runs people ask for. Kept in memory, made from the journal at start. */
export class Past {
  readonly hours = new Hours();
  /** Oldest first. */
  strip: StripEntry[] = [];
  /** In the journal when it was read. */
  runs = 0;
  /** Whether the strip is what it should be; until the probe is shown for the first time it need not be read. */
  isFilled = false;
  outcome: Outcome | undefined;
  sinceMs: number | undefined;
  lastTickMs: number | undefined;
  last: RunReference | undefined;
  lastGood: RunReference | undefined;
  lastBad: RunReference | undefined;

  /** Takes the next stretch of the journal; to be called from the oldest to the newest. */
  extend(span: Span): void {
    const goesOn = this.outcome === span.lastOutcome && span.firstOutcome === span.lastOutcome;
    const uniform = span.hours.every((hour) => hour[span.lastOutcome] === sum(hour));
    if (!(goesOn && uniform)) this.sinceMs = span.sinceMs;
    this.runs += span.runs;
    this.outcome = span.lastOutcome;
    this.lastTickMs = span.lastTickMs;
    this.last = span.lastKey;
    this.lastGood = span.goodKey ?? this.lastGood;
    this.lastBad = span.badKey ?? this.lastBad;
    this.hours.merge(span.hours);
  }

  add(run: RunAnswer): void {
    const { tickMs, result } = run;
    this.hours.add(tickMs, result.outcome);
    this.strip = [...this.strip, stripEntry(tickMs, result)].slice(-STRIP_LENGTH);
    if (this.outcome !== result.outcome) this.sinceMs = tickMs;
    this.outcome = result.outcome;
    this.lastTickMs = tickMs;
    this.last = run;
    if (result.outcome === 'up') this.lastGood = run;
    else this.lastBad = run;
  }
}

function stripEntry(tickMs: number, result: Result): StripEntry {
  const { probe: _, ...run } = rowRun(result);
  return { tickMs, ...run };
}

function sum(hour: Span['hours'][number]): number {
  return hour.up + hour.degraded + hour.down + hour.error;
}
