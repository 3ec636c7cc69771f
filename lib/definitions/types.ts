import type { Diagnostic, Location } from '../model/plan.ts';
import type { Probe, SourcePlace } from '../model/probe.ts';

/** A path to a value: keys and indices, as `['expect', 1, 'body', 'matches']`. */
export type ValuePath = readonly (string | number)[];

/**
 * Where a value comes from: `built-in` (our default), `config`, the path of a `_defaults.yaml`, `file defaults`,
 * `each`, `probe`.
 */
export interface Origin {
  readonly place: SourcePlace;
  readonly layer: string;
  /** The line of the file as it stands. */
  readonly line?: string;
}

/** A probe as widened and merged, with the place of every value, beside the complete probe that was made of it. */
export interface Draft {
  /** Complete: defaults filled in. */
  readonly probe: Probe;
  /**
   * As written, with layers merged, shorthands widened (`alert: { policy: page }`) and `each`, `target.*` and `var:` put
   * in; what is known only at run time stays as `${…}`. Keys of parts that are not built yet are in it.
   */
  readonly raw: Readonly<Record<string, unknown>>;
  /** The nearest place for a path into `raw`; of a key that nobody wrote, the place of what would hold it. */
  locate(path: ValuePath): Origin;
  /** The path as a person finds it in the file: `probes[0].expect[1].body.matches` (or within the layer that gave it). */
  pathOf(path: ValuePath): string;
}

/** The configuration file, read; or what stands in for it where there is none. */
export interface ResolvedConfig {
  readonly id: string;
  /** The file, as people name it; absent where there is none. */
  readonly file?: string;
  /** As declared; empty where no file declares any. */
  readonly locations: readonly Location[];
  /** What `${var:NAME}` stands for: the file's `variables`, overridden by the command line's. */
  readonly variables: Readonly<Record<string, string>>;
  /** Dollars a month. */
  readonly budget?: number;
}

/** A probe that has no draft, because its shape is wrong (reported already), or because it was never exported. */
export interface NamedProbe {
  readonly name: string;
  readonly place: SourcePlace;
  readonly line?: string;
}

/** What checks of meaning may know beside the drafts. */
export interface CheckContext {
  readonly config: ResolvedConfig;
  /** What a probe may name: the declared locations, or every AWS region; and `local`. */
  readonly knownLocations: readonly Location[];
  /** Built in a TypeScript file, and in no export of any file: to be reported by a check of meaning. */
  readonly builtButNotExported: readonly NamedProbe[];
  /** Probes with findings of shape; their names are taken all the same. */
  readonly misshapen: readonly NamedProbe[];
}

/**
 * A check of meaning: sees all drafts at once. Runs in the compiler's process; must not throw. Reported before it, by the
 * reader: shape, unknown keys, units, patterns that are refused, `${…}` that nothing resolves, files that cannot be read.
 */
export type MeaningCheck = (drafts: readonly Draft[], context: CheckContext) => Iterable<Diagnostic>;

/**
 * One value of a probe and where it comes from, for `validate --explain`. `explain.ts` exports
 * `explain(draft: Draft): Explanation`; `compile({ …, explain: NAME })` runs it in the child and hands it back beside the plan.
 */
export interface Explanation {
  readonly probe: Probe;
  readonly values: readonly ExplainedValue[];
}
export interface ExplainedValue {
  readonly path: string;
  /** As a person would write it. */
  readonly value: string;
  readonly origin: Origin;
}
