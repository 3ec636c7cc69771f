import type { Probe } from '../../lib/model/probe.ts';
import type { Result } from '../../lib/model/result.ts';
import type { Io } from '../command.ts';

/** A probe and what its one run gave. */
export interface Tested {
  readonly probe: Probe;
  readonly result: Result;
}

/** Tells what a `test` found. `one` is called as each run ends, `end` once, with all in the order of the plan. */
export interface Reporter {
  one?(tested: Tested, io: Io): void;
  end(all: readonly Tested[], io: Io): void;
}

/** Why a result is not up, in one line: the reason and its phase, or the fault's code, then the sentence. */
export function whyOf({ failure, fault, degraded }: Result): string | undefined {
  if (fault) return `${fault.message} (${fault.code})`;
  const cause = failure ?? degraded;
  if (!cause) return undefined;
  return `${cause.step ? `at ${cause.step}: ` : ''}${cause.message} (${cause.reason}, in ${cause.phase})`;
}
