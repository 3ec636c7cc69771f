import type { Diagnostic } from '../../model/plan.ts';
import type { ProbeKind } from '../../model/settings.ts';
import type { ValuePath } from '../types.ts';

type Details = Partial<Pick<Diagnostic, 'given' | 'allowed' | 'didYouMean' | 'remedy' | 'corrected'>> & {
  readonly message: string;
};

/** What the expansion of one probe needs of its surroundings. */
export interface Expansion {
  readonly kind: ProbeKind;
  /** Reports what is wrong at a path of the merged probe. */
  report(code: string, path: ValuePath, details: Details): void;
  /** The text of a file that a value at a path names; undefined when it was reported. */
  readText(file: string, path: ValuePath): string | undefined;
}
