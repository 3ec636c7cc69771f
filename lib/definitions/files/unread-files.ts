import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { MOST_BYTES } from '../yaml/decode.ts';

/** What files that hold definitions have in them, by their ending; others are somebody else's. */
const LOOKS: readonly (readonly [ending: RegExp, holds: RegExp, instead: string])[] = [
  [/\.ya?ml$/i, /^(?:probes|['"]probes['"])[ \t]*:/m, '.probe.yaml'],
  [/(?<!\.(?:d|test|spec|config))\.ts$/, /^import\s+(?!type\b)[^;'"]*\bfrom\s*['"]probewright['"]/m, '.probe.ts'],
];

/** Warns of files that hold definitions, by the look of them, and that neither their name nor another file brings in. */
export function unreadFiles(
  others: readonly string[],
  read: ReadonlySet<string>,
  nameOf: (path: string) => string,
): Diagnostic[] {
  return others.flatMap((path) => {
    const [ending, holds, instead] = LOOKS.find(([one]) => one.test(path)) ?? [];
    if (!ending || !holds || instead === undefined || isRead(path, read) || !holds.test(textOf(path))) return [];
    return [unread(path, basename(path).replace(ending, instead), nameOf)];
  });
}

function unread(path: string, instead: string, nameOf: (path: string) => string): Diagnostic {
  const name = basename(path);
  const imported = name.endsWith('.ts') ? ' or import it from a definition' : '';
  return finding(
    'PW1015',
    {
      message: `${name} is not read: its name does not end as a definition's.`,
      given: name,
      allowed: '*.probe.yaml, *.probe.ts, _defaults.yaml',
      didYouMean: instead,
      remedy: `Rename it to ${instead}${imported}; move it elsewhere, if it is meant for something else.`,
      origin: { place: { file: nameOf(path), line: 1, column: 1 }, layer: 'probe' },
    },
    'warning',
  );
}

/** Modules are known by their real paths. */
function isRead(path: string, read: ReadonlySet<string>): boolean {
  try {
    return read.has(path) || read.has(realpathSync(path));
  } catch {
    return false;
  }
}

/** Empty where it cannot be had: nobody asked for this file. */
function textOf(path: string): string {
  try {
    const found = statSync(path);
    return found.isFile() && found.size <= MOST_BYTES ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
