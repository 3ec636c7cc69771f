import type { LogEntry } from './log-entry.ts';
import type { Sample } from './sample.ts';
import type { Span } from './span.ts';

/** What results become on their way out: a pure function of the journalled results, so that sending twice changes nothing. */
export interface Signals {
  readonly samples: readonly Sample[];
  readonly logs: readonly LogEntry[];
  readonly spans: readonly Span[];
}

/** Something that the far side refuses for good. */
export interface Rejection {
  /** A short name from the sink's own table: `too-old`, `out-of-order`, `duplicate`, `too-large`, `unauthorized`, `invalid` … */
  readonly reason: string;
  /** How many samples, lines or spans. */
  readonly count: number;
  /** The far side's own words, cut at 2 kB; never with credentials. */
  readonly answer: string;
}

/** What became of a batch at one sink. Every item is delivered, rejected, or to be sent again. */
export interface Delivery {
  /** Items that the far side has. */
  readonly delivered: number;
  readonly rejected: readonly Rejection[];
  /** Present when (part of) the batch must be sent again, whole: sinks are idempotent. */
  readonly retry?: { readonly reason: string /** At the far side's wish. */; readonly afterMs?: number };
}

/** Takes signals somewhere. Never throws for the far side's faults: it says what became of the batch. */
export interface Sink {
  /** `remote-write`, `loki`, `otlp`. */
  readonly name: string;
  /** Signals that are not this sink's business are passed over. */
  send(signals: Signals, signal: AbortSignal): Promise<Delivery>;
}
