/** A set of characters: inclusive ranges of code points, in any order. */
export type CharacterSet = readonly (readonly [from: number, to: number])[];

const LAST = 0x10ffff;
const SURROGATES = [0xd800, 0xdfff] as const;

const WORD: CharacterSet = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];
const ALPHA: CharacterSet = [
  [0x41, 0x5a],
  [0x61, 0x7a],
];

/** RE2's classes by the letter of their escape; all ASCII, and `\s` without the vertical tab. */
export const ESCAPED_SETS: Readonly<Record<string, CharacterSet>> = {
  d: [[0x30, 0x39]],
  s: [
    [0x09, 0x0a],
    [0x0c, 0x0d],
    [0x20, 0x20],
  ],
  w: WORD,
};

/** `[[:name:]]`. */
export const POSIX_SETS: Readonly<Record<string, CharacterSet>> = {
  alnum: [[0x30, 0x39], ...ALPHA],
  alpha: ALPHA,
  ascii: [[0, 0x7f]],
  blank: [
    [0x09, 0x09],
    [0x20, 0x20],
  ],
  cntrl: [
    [0, 0x1f],
    [0x7f, 0x7f],
  ],
  digit: [[0x30, 0x39]],
  graph: [[0x21, 0x7e]],
  lower: [[0x61, 0x7a]],
  print: [[0x20, 0x7e]],
  punct: [
    [0x21, 0x2f],
    [0x3a, 0x40],
    [0x5b, 0x60],
    [0x7b, 0x7e],
  ],
  space: [
    [0x09, 0x0d],
    [0x20, 0x20],
  ],
  upper: [[0x41, 0x5a]],
  word: WORD,
  xdigit: [
    [0x30, 0x39],
    [0x41, 0x46],
    [0x61, 0x66],
  ],
};

/** Everything that is not in the set. */
export function complement(set: CharacterSet): CharacterSet {
  const out: [number, number][] = [];
  let next = 0;
  for (const [from, to] of [...set].sort((a, b) => a[0] - b[0])) {
    if (from > next) out.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= LAST) out.push([next, LAST]);
  return out;
}

/**
 * The set without regard to case, by Unicode's simple folding as RE2 does it; undefined where a character beyond ASCII
 * takes part, whose folding we do not know. (`k` also means the Kelvin sign, `s` the long s.)
 */
export function foldCase(set: CharacterSet): CharacterSet | undefined {
  if (set.some(([, to]) => to > 0x7f)) return undefined;
  const out = [...set];
  for (const [from, to] of set) {
    for (let point = from; point <= to; point += 1) {
      const letter = point | 0x20;
      if (letter < 0x61 || letter > 0x7a) continue;
      out.push([point ^ 0x20, point ^ 0x20]);
      if (letter === 0x6b) out.push([0x212a, 0x212a]);
      if (letter === 0x73) out.push([0x17f, 0x17f]);
    }
  }
  return out;
}

/**
 * A JavaScript pattern (without the `u` flag, which V8's linear engine refuses) that matches one character of the set.
 * Text is well-formed UTF-16: a character beyond U+FFFF is a pair, and half a pair is never matched.
 */
export function toSource(set: CharacterSet): string {
  const basic = complement([...complement(set), SURROGATES, [0x10000, LAST]]);
  const pairs = complement([...complement(set), [0, 0xffff]]).flatMap(([from, to]) => pairSources(from, to));
  const only = basic.length === 1 && pairs.length === 0 ? basic[0] : undefined;
  if (only && only[0] === only[1]) return unit(only[0]);
  const simple = `[${basic.map(([from, to]) => (from === to ? unit(from) : `${unit(from)}-${unit(to)}`)).join('')}]`;
  if (pairs.length === 0) return simple;
  return `(?:${[...pairs, ...(basic.length > 0 ? [simple] : [])].join('|')})`;
}

/** A range beyond U+FFFF as pairs of surrogates: a part of the first lead, whole leads, a part of the last. */
function pairSources(from: number, to: number): string[] {
  const lead = (point: number) => 0xd800 + ((point - 0x10000) >> 10);
  const trail = (point: number) => 0xdc00 + ((point - 0x10000) & 0x3ff);
  const span = (low: number, high: number) => (low === high ? unit(low) : `[${unit(low)}-${unit(high)}]`);
  const first = lead(from);
  const last = lead(to);
  if (first === last) return [span(first, first) + span(trail(from), trail(to))];
  const out: string[] = [];
  const wholeFrom = trail(from) === 0xdc00 ? first : first + 1;
  const wholeTo = trail(to) === 0xdfff ? last : last - 1;
  if (wholeFrom > first) out.push(span(first, first) + span(trail(from), 0xdfff));
  if (wholeFrom <= wholeTo) out.push(span(wholeFrom, wholeTo) + span(0xdc00, 0xdfff));
  if (wholeTo < last) out.push(span(last, last) + span(0xdc00, trail(to)));
  return out;
}

function unit(code: number): string {
  const text = String.fromCharCode(code);
  return /[A-Za-z0-9 _:;,<>@"'=%#!&~`]/.test(text) ? text : `\\u${code.toString(16).padStart(4, '0')}`;
}
