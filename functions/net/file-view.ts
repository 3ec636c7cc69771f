import { readFileSync, statSync } from 'node:fs';
import { isOutOfFiles } from './out-of-files.ts';

/** Larger files (block lists, mostly) are read up to here only. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * What a system's text file says, kept in memory and read again when the file changes. A file that is missing or
 * unreadable is an empty one.
 */
export function createFileView<T>(file: string, parse: (text: string) => T): () => T {
  let stamp = '';
  let view = parse('');
  return () => {
    const current = stampOf(file);
    if (current !== stamp) {
      const text = current === '' ? '' : textOf(file);
      // What could not be read for want of a file descriptor is read the next time.
      if (text === undefined) return view;
      view = parse(text);
      stamp = current;
    }
    return view;
  };
}

/** What changes when the file does. A synchronous stat takes microseconds and stays clear of the thread pool. */
function stampOf(file: string): string {
  try {
    const { mtimeMs, ctimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
  } catch {
    return '';
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file).subarray(0, MAX_BYTES).toString('utf8');
  } catch (error) {
    return isOutOfFiles(error) ? undefined : '';
  }
}
