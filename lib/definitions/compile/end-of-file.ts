import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { originAt } from '../typescript/import-problems.ts';
import type { ChildEnd } from './run-child.ts';

/** What the end of the child means for the file that was being loaded. */
export function endOfFile(end: ChildEnd, file: string, nameOf: (path: string) => string): Diagnostic {
  const about = { origin: originAt({ file, line: 1, column: 1 }, nameOf) };
  switch (end.how) {
    case 'ran out of time':
      return finding('PW1023', {
        ...about,
        message: `Loading the file did not end within ${end.allowedMs / 1_000} s.`,
        remedy: 'Look for an endless loop, or a wait for something far away.',
      });
    case 'ran out of memory':
      return finding('PW1026', {
        ...about,
        message: 'Loading the file used more memory than the compiler may use.',
        remedy: 'Look for a list that grows without end; keep large data out of definitions.',
      });
    case 'never resolved':
      return finding('PW1024', {
        ...about,
        message: 'The file awaits a promise that nothing will ever resolve.',
        remedy: 'Remove the await, or resolve the promise.',
      });
    default:
      return finding('PW1025', {
        ...about,
        message: `The file ended the process while it was loaded${end.detail ? ` (${end.detail})` : ''}.`,
        remedy: 'Remove process.exit and the like; to switch a probe off, write enabled: false.',
      });
  }
}

/** The time was over before every file had its turn. */
export function unchecked(folders: readonly string[]): Diagnostic {
  return finding('PW1028', {
    message: `The time was over before all files of ${folders.join(' and ')} were checked.`,
    remedy: 'Correct the files that never end, if there are any; otherwise make fewer or smaller files.',
  });
}
