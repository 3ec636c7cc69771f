import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closest } from '../../model/closest.ts';
import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import type { Origin } from '../types.ts';

interface Spot {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
type NameOf = (path: string) => string;

/** What an error that a file's import ended with means for its writer. `file` is the one that was being imported. */
export function importProblem(error: unknown, file: string, nameOf: NameOf): Diagnostic {
  const { message = String(error), stack = '', code } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_UNSUPPORTED_DIR_IMPORT') return notFound(message, file, nameOf);
  if (error instanceof SyntaxError && /does not provide an export named/.test(message)) {
    return problem(
      'PW1022',
      `${message}.`,
      headOf(stack) ?? { file, line: 1, column: 1 },
      nameOf,
      'Correct the name, or export it there.',
    );
  }
  if (error instanceof SyntaxError && !frameOf(stack, file)) {
    const unsupported = code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX';
    const spot = headOf(stack) ?? { file, line: 1, column: 1 };
    return problem(
      'PW1020',
      `${message.replace(/\.?$/, '.')}`,
      spot,
      nameOf,
      unsupported
        ? 'Node takes types away and runs the rest: use const objects and plain modules instead.'
        : 'Correct the line.',
    );
  }
  return threw(message, stack, file, nameOf);
}

/** An error that was thrown by a file's own code. */
function threw(message: string, stack: string, file: string, nameOf: NameOf): Diagnostic {
  const spot = frameOf(stack, file) ?? { file, line: 1, column: 1 };
  return problem(
    'PW1021',
    `The file threw an error: ${message.split('\n', 1)[0]}`,
    spot,
    nameOf,
    'Correct the code at this place.',
  );
}

function notFound(message: string, file: string, nameOf: NameOf): Diagnostic {
  const [, what = '', importer = file] =
    /Cannot find (?:module|package) '([^']*)' imported from (.*)$/.exec(message) ?? [];
  const from = importer.startsWith('file:') ? fileURLToPath(importer) : importer;
  const isFile = what.startsWith('/') || /^[A-Za-z]:\\/.test(what);
  const sibling = isFile ? siblingOf(what) : undefined;
  const spot = { file: from, ...lineWith(from, basename(what)) };
  const base = problem(
    'PW1022',
    isFile ? `There is no file ${nameOf(what)}.` : `There is no package «${what}».`,
    spot,
    nameOf,
    sibling
      ? `Import ${sibling}.`
      : isFile
        ? 'Correct the path; it needs its ending: ./helper.ts.'
        : 'Install the package beside the definitions, or remove the import.',
  );
  return { ...base, given: isFile ? basename(what) : what, ...(sibling && { didYouMean: sibling }) };
}

/** A file of the same folder that may be meant: without its ending, or misspelt. */
function siblingOf(path: string): string | undefined {
  const files = namesIn(dirname(path)).filter((name) => name.endsWith('.ts'));
  const wanted = basename(path);
  return (
    files.find((name) => name === `${wanted}.ts` || name === `${basename(wanted, extname(wanted))}.ts`) ??
    closest(wanted, files)
  );
}

/** None of a folder that is not there, or may not be read. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function lineWith(file: string, piece: string): { line: number; column: number } {
  try {
    const lines = readFileSync(file, 'utf8').split(/\r?\n/);
    const line = lines.findIndex((text) => /\b(?:import|from|export)\b/.test(text) && text.includes(piece));
    return line < 0 ? { line: 1, column: 1 } : { line: line + 1, column: (lines[line] ?? '').indexOf(piece) + 1 };
  } catch {
    return { line: 1, column: 1 };
  }
}

/** The head that Node puts before a syntax error: `/path/a.ts:3`, some lines, and one of carets. */
function headOf(stack: string): Spot | undefined {
  const [first = '', ...rest] = stack.split('\n');
  const [, file, line] = /^(.+):(\d+)$/.exec(first) ?? [];
  if (!file) return undefined;
  const carets = rest.find((text) => /^\s*\^+\s*$/.test(text)) ?? '';
  return {
    file: file.startsWith('file:') ? fileURLToPath(file) : file,
    line: Number(line),
    column: Math.max(carets.indexOf('^'), 0) + 1,
  };
}

/** The innermost frame in a file of the user's: not Node's, not ours, not a package's. */
function frameOf(stack: string, imported: string): Spot | undefined {
  const own = fileURLToPath(new URL('../../', import.meta.url));
  const spots = [...stack.matchAll(/(?:\(|at (?:async )?)(file:\/\/[^\s()]+|\/[^\s()]+):(\d+):(\d+)/g)].map(
    ([, file = '', line, column]) => ({
      file: file.startsWith('file:') ? fileURLToPath(file) : file,
      line: Number(line),
      column: Number(column),
    }),
  );
  return spots.find(({ file }) => file === imported || (!file.startsWith(own) && !file.includes('node_modules')));
}

function problem(code: string, message: string, spot: Spot, nameOf: NameOf, remedy: string): Diagnostic {
  return finding(code, { message, remedy, origin: originAt(spot, nameOf) });
}

export function originAt({ file, line, column }: Spot, nameOf: NameOf): Origin {
  let text: string | undefined;
  try {
    text = readFileSync(file, 'utf8').split(/\r?\n/)[line - 1]?.slice(0, 400);
  } catch {
    // A file that cannot be read again is named all the same.
  }
  return { place: { file: nameOf(file), line, column }, layer: 'probe', ...(text !== undefined && { line: text }) };
}
