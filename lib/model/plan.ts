import type { Installation } from './installation.ts';
import type { Probe, SourcePlace } from './probe.ts';

/** Readers accept every version that ever shipped and refuse newer ones in words. */
export const PLAN_VERSION = 1;

/** Where runs happen. */
export interface Location {
  readonly name: string;
  /** An AWS region; absent for a machine of one's own. */
  readonly region?: string;
  readonly vpc?: string;
  /** A target that must be up for this location's own network to be trusted. */
  readonly control?: string;
}

/** The whole compiled configuration: plain JSON. */
export interface Plan {
  readonly version: typeof PLAN_VERSION;
  /** Of the installation; part of resource names. */
  readonly id: string;
  readonly locations: readonly Location[];
  /** In the order of their names. */
  readonly probes: readonly Probe[];
  /** The files that were read: definitions, configuration, and what they name or import; as `SourcePlace.file` says it. */
  readonly files: readonly string[];
}

/** A plan and the name it is stored under: `sha256` of its canonical JSON, lower-case hex. */
export interface HashedPlan {
  readonly hash: string;
  readonly plan: Plan;
}

export interface Diagnostic {
  /** Stable, listed in docs/diagnostics.md: `PW1…` reading, `PW2…` shape, `PW3…` meaning, `PW4…` not built yet. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** One sentence: what is wrong. */
  readonly message: string;
  readonly place?: SourcePlace;
  readonly probe?: string;
  /** Where in the definition: `probes[0].http.method`. */
  readonly path?: string;
  /** What was given, what is allowed, in words. */
  readonly given?: string;
  readonly allowed?: string;
  readonly didYouMean?: string;
  /** What to change, one sentence. */
  readonly remedy?: string;
  /** The line as it stands and, where it can be known, as it should stand. */
  readonly line?: string;
  readonly corrected?: string;
}

/** What the compiler, a child process, hands back. With an error among the findings there is no plan. */
export interface Compiled {
  readonly diagnostics: readonly Diagnostic[];
  readonly compiled?: HashedPlan;
  /** One an environment; a single one where none is declared. Absent without a configuration file. */
  readonly installations?: readonly Installation[];
}
