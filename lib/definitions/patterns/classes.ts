import { type CharacterSet, complement, ESCAPED_SETS, foldCase, POSIX_SETS } from './character-set.ts';
import { type Reader, Untranslatable } from './reader.ts';

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** `\d`, `\D` and the like, when the reader stands behind the backslash of one. */
export function escapedSet(reader: Reader, ignoreCase: boolean): CharacterSet | undefined {
  const letter = reader.peek() ?? '';
  const set = ESCAPED_SETS[letter.toLowerCase()];
  if (!set) return undefined;
  reader.next();
  const meant = folded(set, ignoreCase);
  return letter === letter.toLowerCase() ? meant : complement(meant);
}

export function escapedCharacter(reader: Reader): number {
  const letter = reader.next();
  const control = CONTROLS[letter];
  if (control !== undefined) return control;
  if (letter === 'x') {
    const digits = reader.take('{') ? reader.until('}') : reader.next() + reader.next();
    if (!/^[0-9A-Fa-f]+$/.test(digits)) throw new Untranslatable();
    return Number.parseInt(digits, 16);
  }
  // Punctuation means itself; letters and digits (\pL, \Q, \B, \123) are left to RE2.
  if (!/^[!-/:-@[-`{-~]$/.test(letter)) throw new Untranslatable();
  return codePoint(letter);
}

export function characterClass(reader: Reader, ignoreCase: boolean): CharacterSet {
  const negated = reader.take('^');
  const set: (readonly [number, number])[] = [];
  let first = true;
  while (first || !reader.take(']')) {
    first = false;
    set.push(...classItem(reader, ignoreCase));
  }
  return negated ? complement(set) : set;
}

function classItem(reader: Reader, ignoreCase: boolean): CharacterSet {
  if (reader.take('[:')) {
    const negated = reader.take('^');
    const set = POSIX_SETS[reader.until(':]')];
    if (!set) throw new Untranslatable();
    return negated ? complement(folded(set, ignoreCase)) : folded(set, ignoreCase);
  }
  const set = reader.peek() === '\\' ? backslashInClass(reader, ignoreCase) : undefined;
  if (set) return set;
  const from = classCharacter(reader);
  if (reader.peek() !== '-' || reader.peek(1) === ']') return folded(single(from), ignoreCase);
  reader.next();
  return folded([[from, classCharacter(reader)]], ignoreCase);
}

function backslashInClass(reader: Reader, ignoreCase: boolean): CharacterSet | undefined {
  if (!ESCAPED_SETS[(reader.peek(1) ?? '').toLowerCase()]) return undefined;
  reader.next();
  return escapedSet(reader, ignoreCase);
}

function classCharacter(reader: Reader): number {
  return reader.take('\\') ? escapedCharacter(reader) : codePoint(reader.next());
}

export function folded(set: CharacterSet, ignoreCase: boolean): CharacterSet {
  const out = ignoreCase ? foldCase(set) : set;
  if (!out) throw new Untranslatable();
  return out;
}

export function single(point: number): CharacterSet {
  return [[point, point]];
}

export function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}
