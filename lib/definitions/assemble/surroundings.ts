import type { Known } from '../layers/scope.ts';
import type { MapTree } from '../tree/tree.ts';
import type { Draft, NamedProbe } from '../types.ts';
import type { Findings } from './findings.ts';

/** What the probes of all files share while they are put together. */
export interface Surroundings {
  readonly findings: Findings;
  /** Takes the path of each file that a definition names. */
  readonly onFile: (path: string) => void;
  /** `var:NAME` → its value. */
  readonly variables: ReadonlyMap<string, Known>;
  /** Where a probe runs that names no location. */
  readonly locations: readonly string[];
  /** Probes whose shape is wrong: their names are taken all the same. */
  readonly misshapen: NamedProbe[];
  /** Drafts without the keys whose shape is wrong, and those keys. */
  readonly partial: Map<Draft, ReadonlySet<string>>;
  /** Keys of parts that are not built yet, each told once a file. */
  readonly told: Set<string>;
}

/** One file's entries, widened, with the layers below them: configuration, `_defaults.yaml` from the outermost, the file's own defaults. */
export interface Definitions {
  readonly layers: readonly MapTree[];
  readonly each?: MapTree;
  readonly probes: readonly MapTree[];
}
