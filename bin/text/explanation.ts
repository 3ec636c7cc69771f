import { styleText } from 'node:util';
import type { Explanation } from '../../lib/definitions/types.ts';
import { printable } from './printable.ts';

const WIDEST_VALUE = 48;

/** A table: each value of a probe, and where it comes from. */
export function formatExplanation({ probe, values }: Explanation, colour: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const paths = Math.max(...values.map(({ path }) => path.length));
  const widest = Math.min(WIDEST_VALUE, Math.max(...values.map(({ value }) => printable(value).length)));
  const rows = values.map(({ path, value, origin }) => {
    const { file, line } = origin.place;
    const from =
      origin.layer === 'built-in' ? paint('dim', 'built-in') : `${origin.layer}  ${paint('dim', `${file}:${line}`)}`;
    return `  ${path.padEnd(paths)}  ${paint('bold', printable(value).padEnd(widest))}  ${from}`;
  });
  return `${paint('bold', probe.name)}  ${probe.kind}  ${printable(probe.target)}\n${rows.join('\n')}\n`;
}
