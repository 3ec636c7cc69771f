import type { Diagnostic } from '../../model/plan.ts';
import type { ScalarValue } from '../tree/tree.ts';
import type { ValuePath } from '../types.ts';

/** A value that a name stands for; a text of `each` may hold `${secret:…}` of its own and is then a template. */
export interface Known {
  readonly value: ScalarValue;
  readonly template?: boolean;
}

/** What `${…}` may name at one place. */
export interface Scope {
  readonly known: ReadonlyMap<string, Known>;
  /** Captures of the steps before the one that a path stands in, and those that come only then or later. */
  captures(path: ValuePath): { readonly before: ReadonlySet<string>; readonly later: ReadonlySet<string> };
  report(diagnostic: Diagnostic, path: ValuePath): void;
  readonly probe?: string;
}

/** What every run knows. */
export const RUN_TIME_NAMES = ['timestamp', 'random'] as const;
