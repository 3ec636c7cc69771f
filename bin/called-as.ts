import type { Io } from './command.ts';
import { shellWord } from './text/shell-word.ts';

/** The command as it was called (`bin/probewright`, `probewright`), so that what we print can be pasted; the launcher says it. */
export function calledAs({ env }: Pick<Io, 'env'>): string {
  return shellWord(env.PROBEWRIGHT_COMMAND || 'probewright');
}
