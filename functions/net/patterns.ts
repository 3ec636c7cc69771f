import { setFlagsFromString } from 'node:v8';
import type { Pattern } from '../../lib/model/assertion.ts';
import type { Matcher } from '../../lib/model/prober.ts';
import { BoundedMap } from './bounded-map.ts';

/** Compiled patterns that are kept; a plan seldom has more. */
const KEPT = 2_000;

/** Prepares patterns and keeps what it prepared. Every matcher takes time linear in the text's length, whatever the pattern. */
export function createMatchers(): (pattern: Pattern) => Promise<Matcher> {
  const kept = new BoundedMap<string, Promise<Matcher>>(KEPT);
  return ({ engine, flags, source }) =>
    kept.take(`${engine} ${flags} ${source}`, () => (engine === 'v8' ? linear(source, flags) : re2(source, flags)));
}

/** V8's own engine without backtracking. It refuses what it cannot do in linear time, and is there only after the flag is set. */
async function linear(source: string, flags: string): Promise<Matcher> {
  setFlagsFromString('--enable-experimental-regexp-engine');
  const compiled = new RegExp(source, `${flags}l`);
  return (text) => {
    const match = compiled.exec(text);
    // A group that took no part is the empty text, as in RE2.
    return match ? Array.from(match, (group) => group ?? '') : undefined;
  };
}

/** RE2 in JavaScript: loaded only where a pattern needs it, since it is larger than all the rest. */
async function re2(source: string, flags: string): Promise<Matcher> {
  const { RE2JS } = await import('re2js');
  const compiled = RE2JS.compile(flags === '' ? source : `(?${flags})${source}`);
  return (text) => {
    const matcher = compiled.matcher(text);
    if (!matcher.find()) return undefined;
    return Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? '');
  };
}
