import { styleText } from 'node:util';
import type { Diagnostic } from '../../lib/model/plan.ts';
import type { Io } from '../command.ts';
import { printable } from './printable.ts';

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** For people: every finding, grouped by file, in the order of the lines, each with its line and what to change. */
export function formatFindings(diagnostics: readonly Diagnostic[], colour: boolean): string {
  const paint: Paint = (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
  const blocks = [...byFile(diagnostics)].map(([file, found]) => {
    const title = file === '' ? [] : [paint('underline', printable(file))];
    return [...title, ...found.map((finding) => formatFinding(finding, paint))].join('\n');
  });
  return blocks.join('\n');
}

/** What a command that cannot go on prints: all findings and their count, to stderr. */
export function printFindings(diagnostics: readonly Diagnostic[], io: Io): void {
  io.err(`${formatFindings(diagnostics, io.colour)}\n${summaryLine(diagnostics, undefined)}\n`);
}

/** `3 errors, 1 warning in 2 files; 14 probes` */
export function summaryLine(diagnostics: readonly Diagnostic[], probes: number | undefined): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const files = new Set(diagnostics.flatMap(({ place }) => (place ? [place.file] : []))).size;
  const counts = [errors > 0 ? plural(errors, 'error') : '', warnings > 0 ? plural(warnings, 'warning') : '']
    .filter(Boolean)
    .join(', ');
  const found = counts === '' ? 'no findings' : files > 0 ? `${counts} in ${plural(files, 'file')}` : counts;
  return probes === undefined ? found : `${found}; ${plural(probes, 'probe')}`;
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function byFile(diagnostics: readonly Diagnostic[]): Map<string, Diagnostic[]> {
  const sorted = [...diagnostics].sort(
    (a, b) => (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0),
  );
  const files = new Map<string, Diagnostic[]>();
  for (const file of [...new Set(diagnostics.map(({ place }) => place?.file ?? ''))].sort()) {
    files.set(
      file,
      sorted.filter(({ place }) => (place?.file ?? '') === file),
    );
  }
  return files;
}

function formatFinding(finding: Diagnostic, paint: Paint): string {
  const { place, severity, code, message, probe } = finding;
  const where = place ? `${place.line}:${place.column}` : '';
  const style = severity === 'error' ? 'red' : 'yellow';
  const of = probe === undefined ? '' : paint('dim', ` [${printable(probe)}]`);
  const head = `  ${where.padEnd(6)} ${paint(style, `${severity} ${code}`)}${of}  ${printable(message)}`;
  return [head, ...sourceLines(finding, paint), ...wordLines(finding, paint), ''].join('\n');
}

/** The line as it stands with a caret, and as it should stand. */
function sourceLines({ place, line, corrected }: Diagnostic, paint: Paint): string[] {
  if (!place) return [];
  const number = String(place.line).padStart(6);
  const bar = paint('dim', '│');
  const out: string[] = [];
  if (line !== undefined && line !== '') {
    out.push(`${paint('dim', number)} ${bar} ${cut(printable(line))}`);
    const before = printable(line.slice(0, place.column - 1));
    if (before.length < WIDTH) out.push(`       ${bar} ${' '.repeat(before.length)}${paint('red', '^')}`);
  }
  if (corrected !== undefined) {
    for (const [index, text] of corrected.split('\n').entries()) {
      out.push(`${paint('green', index === 0 ? 'change' : '      ')} ${bar} ${paint('green', cut(printable(text)))}`);
    }
  }
  return out;
}

const WIDTH = 160;
const cut = (text: string): string => (text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text);

function wordLines({ given, allowed, didYouMean, remedy, path }: Diagnostic, paint: Paint): string[] {
  const rows: (readonly [string, string | undefined])[] = [
    ['at', path],
    ['given', given],
    ['allowed', allowed],
    ['meant', didYouMean === undefined ? undefined : `Did you mean '${didYouMean}'?`],
    ['remedy', remedy],
  ];
  return rows.flatMap(([title, text]) =>
    text === undefined || text === '' ? [] : [`       ${paint('dim', title.padEnd(8))}${printable(text)}`],
  );
}
