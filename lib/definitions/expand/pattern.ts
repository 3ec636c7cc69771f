import type { WrittenPattern } from '../../authoring/expectation-types.ts';
import type { Pattern } from '../../model/assertion.ts';
import { choosePattern, isProblem } from '../patterns.ts';
import type { ValuePath } from '../types.ts';
import type { Expansion } from './expansion.ts';

/** Stands in for a pattern that was refused; the probe that holds it is never used. */
const REFUSED: Pattern = { text: '', source: '', flags: '', engine: 'v8' };

export function expandPattern(written: WrittenPattern, path: ValuePath, expansion: Expansion): Pattern {
  const { pattern: text, flags = '' } = parts(written);
  const chosen = chosenOf(text, flags);
  if (!isProblem(chosen)) return chosen;
  expansion.report('PW2014', path, {
    message: chosen.problem,
    given: flags ? `/${text}/${flags}` : text,
    allowed: "a regular expression in RE2's language",
    ...(chosen.hint && { remedy: chosen.hint }),
  });
  return REFUSED;
}

const chosenBefore = new Map<string, ReturnType<typeof choosePattern>>();
const MOST_KEPT = 1_000;

/** Thousands of probes that one entry makes share its patterns, and choosing is slow. */
function chosenOf(text: string, flags: string): ReturnType<typeof choosePattern> {
  const key = `${flags}/${text}`;
  const before = chosenBefore.get(key);
  if (before) return before;
  const chosen = choosePattern(text, flags);
  if (chosenBefore.size >= MOST_KEPT) chosenBefore.clear();
  chosenBefore.set(key, chosen);
  return chosen;
}

function parts(written: WrittenPattern): { readonly pattern: string; readonly flags?: string } {
  if (typeof written === 'string') return { pattern: written };
  return written instanceof RegExp ? { pattern: written.source, flags: written.flags } : written;
}
