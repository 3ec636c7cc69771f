import type { Failure, Fault } from '../../lib/model/failure.ts';
import type { Diagnostic } from '../../lib/model/plan.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { Outcome, Result } from '../../lib/model/result.ts';
import type { ProbeKind } from '../../lib/model/settings.ts';

/** What the local runner answers as JSON, and the page reads. All times are unix milliseconds. */

/** `waiting`: no run yet. `not-now`: outside of its active hours. `disabled`: `enabled: false`. */
export type State = Outcome | 'waiting' | 'not-now' | 'disabled';

/** `GET /api/probes` */
export interface ProbesAnswer {
  readonly version: string;
  readonly location: string;
  /** The moment of the newest thing in this answer. */
  readonly asOfMs: number;
  readonly startedAtMs: number;
  readonly probes: readonly ProbeSummary[];
  readonly findings: FindingsAnswer;
}

export interface ProbeSummary {
  readonly name: string;
  readonly kind: ProbeKind;
  /** Redacted. */
  readonly instance: string;
  readonly state: State;
  readonly muted: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly intervalMs: number;
  /** Since when the state is what it is; absent before the first run. */
  readonly sinceMs?: number;
  /** One sentence: why it is not up. */
  readonly why?: string;
  readonly failure?: Failure;
  readonly fault?: Fault;
  /** The last 60 runs, oldest first. */
  readonly strip: readonly {
    readonly tickMs: number;
    readonly outcome: Outcome;
    readonly durationMs: number;
    readonly reason?: string;
  }[];
  readonly lastTickMs?: number;
  /** Absent of what does not run now. */
  readonly nextTickMs?: number;
  /** When it runs, in words; absent of what always does. */
  readonly activeHours?: string;
  /** Of the strip's successful runs. */
  readonly medianMs?: number;
  /** Shares of 1, of the runs that count (not `error`); absent without any. */
  readonly availability24h?: number;
  readonly availability30d?: number;
}

/** `GET /api/probes/NAME` */
export interface ProbeAnswer {
  readonly summary: ProbeSummary;
  /** The effective definition, secrets by reference only. */
  readonly probe: Probe;
  /** The newest run of any outcome, the newest that was not up, and the newest that was. */
  readonly last?: RunAnswer;
  readonly lastBad?: RunAnswer;
  readonly lastGood?: RunAnswer;
}
export interface RunAnswer {
  readonly tickMs: number;
  readonly result: Result;
}

/** `GET /api/runs?probe=&from=&to=`: newest last; at most 1,000, `more` says that older ones were left out. `from`, `to`: unix ms or ISO 8601. */
export interface RunsAnswer {
  readonly runs: readonly RunAnswer[];
  readonly more: boolean;
}

/** `GET /api/delivery`: what became of everything that was ever settled, and since when something waits. */
export interface DeliveryAnswer {
  readonly sinks: readonly {
    readonly sink: string;
    readonly url: string;
    /** Batches, and items of them: samples, log lines or spans. */
    readonly totals: {
      readonly batches: number;
      readonly rejectedBatches: number;
      readonly delivered: number;
      /** By reason. */
      readonly rejected: Readonly<Record<string, number>>;
    };
    /** The tick of the oldest batch that waits. */
    readonly oldestWaitingMs?: number;
  }[];
}

/** `GET /api/findings` */
export interface FindingsAnswer {
  /** False while the running set is older than the files because they have errors. */
  readonly current: boolean;
  readonly checkedAtMs: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** `POST /api/probes/NAME/run` answers RunAnswer after the run. `POST /-/reload` answers FindingsAnswer (200, or 422 with errors). */

/** `GET /api/events` (server-sent events): `event: probes`, data ProbeSummary[] (those that changed); `event: set`, data ProbesAnswer (the set of probes or the findings changed). */
export type LiveEvent =
  | { readonly event: 'probes'; readonly data: readonly ProbeSummary[]; readonly asOfMs: number }
  | { readonly event: 'set'; readonly data: ProbesAnswer };

/** Every error answer: status and this. */
export interface ErrorAnswer {
  readonly error: string;
}
