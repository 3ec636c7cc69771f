import { styleText } from 'node:util';
import type { Check } from '../doctor/check.ts';
import { plural } from './findings.ts';
import { printable } from './printable.ts';

const MARKS = { fine: '✓', warning: '◆', blocks: '✗', unknown: '?' } as const;
const STYLES = { fine: 'green', warning: 'yellow', blocks: 'red', unknown: 'magenta' } as const;

/** Of the last line: what nothing in the way means, and what something does. */
export interface Conclusion {
  readonly fine: string;
  /** After `2 things `. */
  readonly blocks: string;
}

/** What was found, by region, and at the end what it comes to. */
export function formatChecks(
  installation: string,
  checks: readonly Check[],
  conclusion: Conclusion,
  colour: boolean,
): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const regions = [...new Set(checks.map(({ region }) => region))];
  const blocks = regions.map((region) => {
    const lines = checks.filter((check) => check.region === region).flatMap((check) => linesOf(check, paint));
    return [...(region === undefined ? [] : [paint('underline', region)]), ...lines].join('\n');
  });
  return `${[paint('bold', installation), ...blocks, lastLine(checks, conclusion)].join('\n\n')}\n`;
}

function linesOf(
  { status, words, remedy }: Check,
  paint: (style: Parameters<typeof styleText>[0], text: string) => string,
): string[] {
  const line = `  ${paint(STYLES[status], MARKS[status])} ${printable(words)}`;
  return remedy === undefined ? [line] : [line, `    ${paint('bold', printable(remedy))}`];
}

function lastLine(checks: readonly Check[], conclusion: Conclusion): string {
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length;
  const [blocks, unknown, warnings] = [count('blocks'), count('unknown'), count('warning')];
  const rest = [
    ...(unknown > 0 ? [`${plural(unknown, 'thing')} could not be looked at`] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ];
  const first = blocks === 0 ? conclusion.fine : `${plural(blocks, 'thing')} ${conclusion.blocks}`;
  return `${[first, ...rest].join('; ')}.`;
}
