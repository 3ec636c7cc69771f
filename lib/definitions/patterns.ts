import { setFlagsFromString } from 'node:v8';
import { RE2JS, RE2JSSyntaxException } from 're2js';
import type { Pattern } from '../model/assertion.ts';
import { translate } from './patterns/translate.ts';

/** Why a text is not a pattern, and what to write instead. */
export interface PatternProblem {
  readonly problem: string;
  readonly hint?: string;
}

const MEANINGLESS: Readonly<Record<string, string>> = {
  g: 'a pattern is always looked for from the start of the text',
  y: 'a pattern is looked for anywhere; begin it with ^ to hold it to the start',
  d: 'only the text of groups is used, not where they stand',
  u: 'every pattern reads whole Unicode characters already',
  v: 'every pattern reads whole Unicode characters already; write \\pL or [a-z0-9] for sets',
};

/**
 * Takes a pattern in RE2's language (https://github.com/google/re2/wiki/Syntax) and decides what runs it: V8's linear
 * engine where both mean the same, since it needs nothing to be loaded and is many times faster; otherwise re2js. Both
 * take time linear in the text's length, whatever the pattern.
 * @param flags of a JavaScript literal: `i`, `m` and `s` are RE2's own, others are refused in words.
 */
export function choosePattern(text: string, flags = ''): Pattern | PatternProblem {
  for (const flag of flags) {
    if ('ims'.includes(flag)) continue;
    const why = MEANINGLESS[flag] ?? 'the flags are i, m and s';
    return { problem: `The flag ${flag} has no meaning here: ${why}.`, hint: `Leave the flag ${flag} away.` };
  }
  const shown = flags === '' ? text : `/${text}/${flags}`;
  const ordered = [...'ims'].filter((flag) => flags.includes(flag)).join('');
  const problem = compileProblem(text, ordered);
  if (problem) return problem;
  const translated = translate(text, ordered);
  if (translated !== undefined && runsLinear(translated)) {
    return { text: shown, source: translated, flags: '', engine: 'v8' };
  }
  return { text: shown, source: text, flags: ordered, engine: 're2' };
}

/** The same, where a problem is the caller's to tell apart. */
export function isProblem(chosen: Pattern | PatternProblem): chosen is PatternProblem {
  return 'problem' in chosen;
}

function compileProblem(text: string, flags: string): PatternProblem | undefined {
  try {
    RE2JS.compile(flags === '' ? text : `(?${flags})${text}`);
    return undefined;
  } catch (error) {
    return explain(text, error);
  }
}

/** Constructs of other languages that people bring along, in the order in which they are looked for. */
const FOREIGN: readonly (readonly [found: RegExp, what: string, hint: string])[] = [
  [
    /\(\?<?[=!]/,
    'Look-ahead and look-behind are not linear: a hostile text could keep such a pattern busy for ever.',
    'Write two expectations in place of this one, such as «- body: { contains: this }» and «- body: { not: { contains: that } }»; the second looks at the whole text.',
  ],
  [
    /\\[1-9]|\\k<|\(\?P=/,
    'A reference back to a group is not linear: a hostile text could keep such a pattern busy for ever.',
    'Write out what the group may contain a second time.',
  ],
  [/\(\?>|[*+?}]\+/, 'Atomic groups and possessive repetitions are not in RE2.', 'Use a plain group or repetition.'],
  [/\\u[0-9a-fA-F]{4}/, 'RE2 does not know \\u.', 'Write \\x{00E9} instead of \\u00e9, or the character itself.'],
  [/\\Z/, 'RE2 does not know \\Z.', 'Write \\z, the end of the text.'],
  [/\(\?#|\(\?[a-zA-Z]*x/, 'RE2 knows no comments and no flag x.', 'Take the comments and the extra spaces out.'],
];

function explain(text: string, error: unknown): PatternProblem {
  const unescaped = text.replaceAll('\\\\', '');
  for (const [found, what, hint] of FOREIGN) if (found.test(unescaped)) return { problem: what, hint };
  if (!(error instanceof RE2JSSyntaxException)) {
    return {
      problem: `The pattern does not compile: ${error instanceof Error ? error.message : String(error)}.`,
      hint: GENERAL,
    };
  }
  const [, what = error.message, where = ''] = /^error parsing regexp: (.*?): `(.*)`$/s.exec(error.message) ?? [];
  return { problem: `The pattern does not compile: ${what}${where ? ` at «${where}»` : ''}.`, ...remedyOf(what) };
}

function remedyOf(what: string): { hint: string } {
  if (what.includes('closing )') || what.includes('unexpected )'))
    return { hint: 'Close every (, or write \\( and \\) for the characters themselves.' };
  if (what.includes('closing ]')) return { hint: 'Close the [, or write \\[ for the character itself.' };
  if (what.includes('missing argument'))
    return {
      hint: 'Put something before the * + or ?, such as .* for «anything», or write \\* for the character itself.',
    };
  if (what.includes('nested repetition')) return { hint: 'Write one of * + ? only, or put a group around: (a*)+.' };
  if (what.includes('repeat count')) return { hint: 'A count goes from 0 to 1000, the smaller first: {2,5}.' };
  if (what.includes('class range')) return { hint: 'Write a range from the smaller to the greater: [a-z].' };
  if (what.includes('escape') || what.includes('backslash'))
    return {
      hint: 'Write \\\\ for a backslash itself; the escapes are \\d \\s \\w \\b \\n \\t \\x{263A} \\pL and the like.',
    };
  return { hint: GENERAL };
}

const GENERAL =
  "Write it in RE2's language, https://github.com/google/re2/wiki/Syntax, or look for plain text with contains.";

function runsLinear(source: string): boolean {
  setFlagsFromString('--enable-experimental-regexp-engine');
  try {
    return new RegExp(source, 'l') instanceof RegExp;
  } catch {
    return false;
  }
}
