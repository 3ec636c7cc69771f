import type { Outcome } from './result.ts';
import type { ProbeKind } from './settings.ts';

/** One line in Loki: one a run. Labels, time, line and metadata are a pure function of the journalled result. */
export interface LogEntry {
  readonly labels: {
    readonly job: string;
    readonly location: string;
    readonly kind: ProbeKind;
    readonly outcome: Outcome;
  };
  /** The tick, unix milliseconds. */
  readonly timestampMs: number;
  readonly line: string;
  /** Structured metadata: names `[a-z_]+`, values text. */
  readonly metadata: Readonly<Record<string, string>>;
}
