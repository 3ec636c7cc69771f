import type { ActiveHours } from './active-hours.ts';
import type { Assertion, Pattern } from './assertion.ts';
import type { FailureReason } from './failure.ts';
import type { ProbeKind, SettingsByKind } from './settings.ts';

/** One request of a probe. A probe without declared steps has exactly one, without a name. */
export interface StepOf<K extends ProbeKind> {
  readonly name?: string;
  readonly settings: SettingsByKind[K];
  /** Includes the kind's default assertion where none replaces it (http: status 200-299, dns: rcode NOERROR). */
  readonly expect: readonly Assertion[];
  readonly capture: readonly Capture[];
}

/** A value taken from a response for the steps after it, as `${name}`. */
export interface Capture {
  readonly name: string;
  /** A secret never appears in a log, a check, an excerpt or a label. */
  readonly secret: boolean;
  readonly from:
    | { readonly json: string }
    | { readonly header: string; readonly pattern?: Pattern }
    | { readonly body: Pattern };
}

export interface Retry {
  /** Attempts in all; 1 means no retry. */
  readonly attempts: number;
  readonly afterMs: number;
  /** Which failures are tried again; empty means all. */
  readonly reasons: readonly FailureReason[];
}

/** The share of runs that must succeed over a window. Rules are made of it by a later part. */
export interface Objective {
  readonly percent: number;
  readonly windowMs: number;
  readonly good: string;
  readonly locations?: number;
}

export interface AlertPolicy {
  readonly policy: 'none' | 'page' | 'ticket';
  readonly afterTicks?: number;
  readonly locations?: number;
  readonly remindEveryMs?: number;
  readonly dependsOn?: readonly string[];
}

/** Where a definition stands; lines and columns count from 1. */
export interface SourcePlace {
  /** Relative to the definitions folder's parent, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A declared, scheduled test of one target. Plain data: it survives JSON. */
export interface ProbeOf<K extends ProbeKind> {
  /** Unique, stable, part of every series: renaming a probe starts new series. `[a-z0-9-]`, 1 to 63 characters. */
  readonly name: string;
  readonly kind: K;
  /** As a person wrote it; template. */
  readonly target: string;
  /** The target without userinfo, query and fragment: the `instance` label. */
  readonly instance: string;
  readonly job: string;
  readonly intervalMs: number;
  /** Of one attempt. */
  readonly timeoutMs: number;
  readonly locations: readonly string[];
  /** The person's own labels. */
  readonly labels: Readonly<Record<string, string>>;
  readonly steps: readonly StepOf<K>[];
  readonly retry: Retry;
  /** False: not run at all, but shown. */
  readonly enabled: boolean;
  /** True: run and judged, but nobody is told. */
  readonly muted: boolean;
  readonly allowLinkLocal: boolean;
  /** When it runs, in any of these windows; absent: always. */
  readonly activeHours?: readonly ActiveHours[];
  readonly alert?: AlertPolicy;
  readonly objective?: Objective;
  readonly description?: string;
  readonly links?: Readonly<Record<string, string>>;
  readonly runbook?: string;
  readonly source: SourcePlace;
}

/** Distributes over the kinds, so that narrowing on `kind` also narrows the settings. */
export type Probe<K extends ProbeKind = ProbeKind> = K extends ProbeKind ? ProbeOf<K> : never;
