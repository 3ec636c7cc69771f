import type { Check } from './assertion.ts';
import type { Failure, Fault } from './failure.ts';
import type { Observation } from './observation.ts';
import type { ProbeKind } from './settings.ts';

/** `down` and `degraded` speak of the target; `error` says that we failed to look. */
export type Outcome = 'up' | 'degraded' | 'down' | 'error';
export const OUTCOMES = ['down', 'degraded', 'error', 'up'] as const satisfies readonly Outcome[];

export interface LogLine {
  /** From the start of the run. */
  readonly atMs: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields?: Readonly<Record<string, string | number | boolean>>;
}

/** What is kept of a failed response, redacted: its headers and the first 4 kB of its body. */
export interface Excerpt {
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** Text; bytes that are not UTF-8 appear as U+FFFD. */
  readonly body?: string;
  /** True when there was more. */
  readonly cut?: boolean;
}

export interface StepResult {
  /** Absent where the probe has no declared steps. */
  readonly name?: string;
  readonly kind: ProbeKind;
  /** From the start of the attempt. */
  readonly startMs: number;
  readonly observation: Observation;
  readonly checks: readonly Check[];
  /** Only of a step that was not up. */
  readonly excerpt?: Excerpt;
}

/** One try within a run. */
export interface Attempt {
  /** From the start of the run. */
  readonly startMs: number;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly failure?: Failure;
  /** Present when the outcome is `degraded`: the first check that says so. */
  readonly degraded?: Failure;
  readonly fault?: Fault;
  /** In order, up to the first that was down. Empty when the fault came before the first. */
  readonly steps: readonly StepResult[];
}

/** Everything known after a run. The last attempt decides. */
export interface Result {
  /** Deterministic: a function of probe, location and tick; 32 hex digits. */
  readonly run: string;
  readonly probe: string;
  readonly kind: ProbeKind;
  /** Unix milliseconds of the run's true start (wall clock). */
  readonly startedAtMs: number;
  /** How long the engine held the start back to keep its measurements honest, before `startedAtMs`; absent when it did not. */
  readonly heldMs?: number;
  /** Of the deciding attempt: what `probe_duration_seconds` says. */
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly failure?: Failure;
  readonly degraded?: Failure;
  readonly fault?: Fault;
  readonly attempts: readonly Attempt[];
  readonly log: readonly LogLine[];
}
