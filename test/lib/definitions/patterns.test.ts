import { setFlagsFromString } from 'node:v8';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { describe, expect, test } from 'vitest';
import { choosePattern, isProblem } from '../../../lib/definitions/patterns.ts';
import type { Pattern } from '../../../lib/model/assertion.ts';

setFlagsFromString('--enable-experimental-regexp-engine');

function chosen(text: string, flags = ''): Pattern {
  const pattern = choosePattern(text, flags);
  if (isProblem(pattern)) throw new Error(pattern.problem);
  return pattern;
}

/** Groups of the first match, as each engine gives them; a group that took no part is null. */
function byV8(pattern: Pattern, text: string): (string | null)[] | undefined {
  const match = new RegExp(pattern.source, `${pattern.flags}l`).exec(text);
  return match ? [...match].map((group) => group ?? null) : undefined;
}
function byRe2(source: string, flags: string, text: string): (string | null)[] | undefined {
  const matcher = RE2JS.compile(flags ? `(?${flags})${source}` : source).matcher(text);
  if (!matcher.find()) return undefined;
  return Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index));
}

describe('the engine of a pattern', () => {
  test.each([
    ['Welcome', ''],
    ['^220 .* ESMTP$', ''],
    ['(a+)+$', ''],
    ['(?i)hello\\s+world', ''],
    ['error', 'i'],
    ['a.b', 's'],
    ['\\Av=(\\d+)\\z', ''],
    ['[^"]*😀', ''],
    ['[[:alpha:]]+', ''],
  ])('is V8 for %s with flags «%s», where both languages mean the same', (text, flags) => {
    expect(chosen(text, flags).engine).toBe('v8');
  });
  test.each([
    ['\\pL+', ''],
    ['^line$', 'm'],
    ['(?i)é', ''],
    ['(?:(a)|b)*', ''],
    ['(a*)*', ''],
    ['x{500}', ''],
    ['\\Qa.b\\E', ''],
  ])('is re2 for %s with flags «%s», where JavaScript means something else or cannot', (text, flags) => {
    expect(chosen(text, flags)).toMatchObject({ engine: 're2', source: text, flags });
  });
});

describe('what a pattern means', () => {
  test.each([
    ['.', '\r', ['\r']],
    ['.', '\u2028', ['\u2028']],
    ['.', '\n', undefined],
    ['\\s', '\u00a0', undefined],
    ['\\s', '\v', undefined],
    ['a$', 'a\n', undefined],
    ['^.$', '😀', ['😀']],
    ['^[^a]$', '😀', ['😀']],
    ['[😀-😂]', 'x😁', ['😁']],
    ['(?i)k', '\u212a', ['\u212a']],
    ['(?i)[^s]', '\u017f', undefined],
    ['(?P<n>a+)', 'caat', ['aa', 'aa']],
    ['(a)|b', 'b', ['b', null]],
    ['a(?i)b|c', 'C', ['C']],
    ['[]a]', ']', [']']],
    ['[a-]', '-', ['-']],
    ['\\x41\\x{1F600}', 'A😀', ['A😀']],
  ] as const)('%s in %j finds %j', (text, subject, groups) => {
    const pattern = chosen(text);
    expect(pattern.engine).toBe('v8');
    expect(byV8(pattern, subject)).toEqual(groups);
    expect(byRe2(text, '', subject)).toEqual(groups);
  });

  test('V8 with the translated source and re2js give the same first match and groups', () => {
    let compared = 0;
    fc.assert(
      fc.property(patterns, fc.constantFrom('', 'i', 's', 'is'), texts, (text, flags, subject) => {
        const pattern = choosePattern(text, flags);
        if (isProblem(pattern) || pattern.engine !== 'v8') return;
        compared += 1;
        expect(byV8(pattern, subject)).toEqual(byRe2(text, flags, subject));
      }),
      { numRuns: 12_000 },
    );
    expect(compared).toBeGreaterThan(1000);
  });

  test('the time of a pattern on V8 is linear', () => {
    const pattern = chosen('(a+)+$');
    const started = performance.now();
    byV8(pattern, `${'a'.repeat(50_000)}b`);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('what is not a pattern', () => {
  test.each([
    ['a(?=b)', '', /not linear/, /two expectations/],
    ['(?<!a)b', '', /not linear/, /not/],
    ['(a)\\1', '', /not linear/, /second time/],
    ['(a', '', /missing closing \)/, /\\\(/],
    ['[a', '', /missing closing \]/, /\\\[/],
    ['*.example', '', /missing argument/, /\.\*/],
    ['a{2000}', '', /repeat count/, /1000/],
    ['[z-a]', '', /range/, /smaller/],
    ['caf\\u00e9', '', /\\u/, /\\x\{00E9\}/],
    ['a\\Z', '', /\\Z/, /\\z/],
    ['a++', '', /possessive/, /plain/],
    ['(?x) a', '', /flag x/, /spaces/],
    ['a', 'g', /flag g/, /flag g/],
    ['a', 'y', /begin it with \^/, /flag y/],
    ['a', 'd', /flag d/, /flag d/],
    ['a', 'u', /whole Unicode characters already/, /flag u/],
    ['a', 'iv', /\\pL/, /flag v/],
  ])('%s with flags «%s» says why and what to write', (text, flags, problem, hint) => {
    const chosen = choosePattern(text, flags);
    expect(isProblem(chosen) && chosen).toMatchObject({
      problem: expect.stringMatching(problem),
      hint: expect.stringMatching(hint),
    });
  });
});

const LITERALS = ['a', 'b', 'k', 's', 'S', '1', ' ', '\\.', '\\n', 'é', '😀', '\\x{1F601}', '\\x41', '-', ']', '\\\\'];
const CLASSES = [
  '.',
  '\\d',
  '\\s',
  '\\w',
  '\\D',
  '\\W',
  '\\S',
  '[ab]',
  '[^ab]',
  '[a-k1]',
  '[^\\d\\n]',
  '[😀-😂]',
  '[[:alpha:]-]',
  '[^é]',
  '[\\w.-]',
];
const ANCHORS = ['^', '$', '\\b', '\\A', '\\z'];
const patterns = fc.letrec<{ pattern: string; sequence: string; item: string; atom: string }>((tie) => ({
  pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((options) => options.join('|')),
  sequence: fc.array(tie('item'), { maxLength: 4 }).map((items) => items.join('')),
  item: fc
    .tuple(tie('atom'), fc.constantFrom('', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}', '{0,2}?', '{2,}'))
    .map(([atom, repeat]) => atom + repeat),
  atom: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(...LITERALS),
    fc.constantFrom(...CLASSES),
    fc.constantFrom(...ANCHORS),
    tie('pattern').map((inner) => `(${inner})`),
    tie('pattern').map((inner) => `(?:${inner})`),
    tie('pattern').map((inner) => `(?i:${inner})`),
    tie('pattern').map((inner) => `(?s)${inner}`),
  ),
})).pattern;
const texts = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'k',
      'K',
      '\u212a',
      's',
      '\u017f',
      'A',
      '1',
      ' ',
      '\n',
      '\r',
      '\u2028',
      '\v',
      'é',
      '😀',
      '😁',
      '.',
      '-',
      ']',
      '\\',
    ),
    { maxLength: 12 },
  )
  .map((characters) => characters.join(''));
