import type { YAMLParseError } from 'yaml';
import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import type { Origin } from '../types.ts';

/** What the parser's complaints mean for a person, by a piece of the parser's words. */
const WORDS: readonly (readonly [found: RegExp, message: string, remedy: string])[] = [
  [
    /Nested mappings are not allowed in compact/,
    'A second «: » stands in one line.',
    'Quote the value when the colon belongs to it; otherwise begin a new line.',
  ],
  [
    /end with a [}\]]|Missing , (?:or : )?between|Unexpected flow|Unexpected [,\]}]/,
    'A bracket or a comma is missing, or stands too much.',
    'Close every { and [ and put a comma between two items.',
  ],
  [
    /must start at the same column|indent/i,
    'The line is not indented as those it belongs to.',
    'Give every key of one map, and every «-» of one list, the same number of spaces.',
  ],
  [
    /Implicit keys need to be on a single line|Implicit map keys need to be followed/,
    'A key without its value: a line holds text, but no «key: value».',
    'Write key: value, with a space after the colon; indent text that goes on over several lines.',
  ],
  [
    /Missing closing ['"]/,
    'A quote is opened and never closed.',
    'Close it with the same quote; inside single quotes write a quote as two.',
  ],
  [
    /Plain value cannot start with/,
    'A value begins with a character that means something else in YAML.',
    'Put quotes around the value.',
  ],
  [
    /at node end/,
    'Something stands where the value before it should have ended.',
    'Check the indentation; quote a text that holds quotes, * or & or a colon.',
  ],
  [
    /Invalid escape sequence/,
    'Double quotes hold a \\ that YAML does not know.',
    'Use single quotes, in which \\ is itself.',
  ],
];

/** `{ name: ${x} }`: the braces of the value end the map. */
const BARE_PLACEHOLDER = /[{[,]\s*[\w$.-]+:\s*[^'"\s,{}[\]]*\$\{/;

/** The same, whole: the value that wants quotes. */
const BARE_VALUES = /([{[,]\s*[\w$.-]+:\s*)([^'"\s,{}[\]]*\$\{[^{}]*\}[^'"\s,{}[\]]*)/g;

/**
 * One finding for what the parser says first: what follows is mostly its consequence.
 * @param before the line before it that is not empty
 */
export function syntaxProblem(error: YAMLParseError, origin: Origin, before = ''): Diagnostic {
  if (error.code === 'TAB_AS_INDENT') {
    const line = origin.line ?? '';
    const corrected = indentAfter(before) + line.trimStart();
    return finding('PW1006', {
      message: 'The line is indented with a tab; YAML allows only spaces.',
      origin,
      remedy: 'Replace the tab by spaces: as many as the lines have that it belongs to.',
      ...(corrected !== line && { corrected }),
    });
  }
  const known = WORDS.find(([found]) => found.test(error.message));
  const bare = BARE_PLACEHOLDER.test(origin.line ?? '');
  const wrongEscape = /Invalid escape sequence/.test(error.message);
  const corrected = bare
    ? origin.line?.replaceAll(BARE_VALUES, "$1'$2'")
    : wrongEscape
      ? origin.line?.replaceAll(/"([^"']*\\[^"']*)"/g, "'$1'")
      : undefined;
  return finding('PW1005', {
    ...(corrected !== undefined && corrected !== origin.line && { corrected }),
    message: bare
      ? 'Inside { } or [ ] a value holds ${…} without quotes, and its braces are read as YAML’s.'
      : (known?.[1] ?? `The YAML parser says: ${error.message.split('\n', 1)[0]?.replace(/\.?$/, '.')}`),
    origin,
    remedy: bare ? "Quote the value: '${…}'." : (known?.[2] ?? 'Correct the line as YAML 1.2 wants it.'),
  });
}

/** How far a line is indented that follows another: as that one, or deeper where that one ends with a colon. */
function indentAfter(before: string): string {
  const own = ' '.repeat(/^ *(?:- +)*/.exec(before)?.[0].length ?? 0);
  return /:\s*(?:#.*)?$/.test(before) ? `${own}  ` : own;
}
