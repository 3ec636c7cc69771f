import { type CharacterSet, complement, toSource } from './character-set.ts';
import { characterClass, codePoint, escapedCharacter, escapedSet, folded, single } from './classes.ts';
import { Reader, Untranslatable } from './reader.ts';

/** What a part of a pattern became. */
interface Part {
  readonly source: string;
  /** Whether it can match nothing. */
  readonly nullable: boolean;
  readonly captures: boolean;
}

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

const NEWLINE: CharacterSet = [[0x0a, 0x0a]];

/**
 * Translates a pattern of RE2's language, which must be known to compile there, into a JavaScript one (no flags) that
 * finds the same first match and groups in well-formed text. Undefined where the two languages differ in a way that
 * cannot be translated: Unicode classes, lines (`m` with `^` or `$`), and a repetition of what may be empty or holds a
 * group inside, where JavaScript forgets groups between rounds and RE2 does not.
 */
export function translate(text: string, flags: string): string | undefined {
  try {
    const reader = new Reader(text);
    const part = alternatives(reader, { i: flags.includes('i'), m: flags.includes('m'), s: flags.includes('s') });
    return reader.done ? part.source : undefined;
  } catch (error) {
    if (error instanceof Untranslatable) return undefined;
    throw error;
  }
}

function alternatives(reader: Reader, outer: Flags): Part {
  const options: Part[] = [];
  let flags = outer;
  do {
    const option = sequence(reader, flags);
    options.push(option.part);
    flags = option.flags;
  } while (reader.take('|'));
  return {
    source: options.map(({ source }) => source).join('|'),
    nullable: options.some(({ nullable }) => nullable),
    captures: options.some(({ captures }) => captures),
  };
}

/** `(?i)` in the middle holds to the end of its group, over the bars of its alternatives. */
function sequence(reader: Reader, outer: Flags): { part: Part; flags: Flags } {
  let flags = outer;
  const parts: Part[] = [];
  while (!reader.done && reader.peek() !== '|' && reader.peek() !== ')') {
    const inline = inlineFlags(reader, flags);
    if (inline) flags = inline;
    else parts.push(repeated(reader, atom(reader, flags)));
  }
  const part = {
    source: parts.map(({ source }) => source).join(''),
    nullable: parts.every(({ nullable }) => nullable),
    captures: parts.some(({ captures }) => captures),
  };
  return { part, flags };
}

function repeated(reader: Reader, part: Part & { group?: boolean }): Part {
  const operator = repetition(reader);
  if (operator === undefined) return part;
  if (part.nullable || (part.captures && !part.group)) throw new Untranslatable();
  const lazy = reader.take('?') ? '?' : '';
  if (repetition(reader) !== undefined) throw new Untranslatable();
  const zero = operator === '*' || operator === '?' || operator.startsWith('{0');
  return { source: part.source + operator + lazy, nullable: zero, captures: part.captures };
}

function repetition(reader: Reader): string | undefined {
  for (const operator of ['*', '+', '?']) if (reader.take(operator)) return operator;
  if (!reader.take('{')) return undefined;
  const counts = reader.until('}');
  // Anything else in braces is literal text; rare enough to leave it to RE2.
  if (!/^\d+(,\d*)?$/.test(counts)) throw new Untranslatable();
  return `{${counts}}`;
}

function inlineFlags(reader: Reader, flags: Flags): Flags | undefined {
  if (!reader.looksAt('(?')) return undefined;
  let end = 2;
  while (/[ims-]/.test(reader.peek(end) ?? '')) end += 1;
  if (end === 2 || reader.peek(end) !== ')') return undefined;
  reader.take('(?');
  return applyFlags(reader.until(')'), flags);
}

function applyFlags(text: string, flags: Flags): Flags {
  const [on = '', off = '', ...more] = text.split('-');
  if (more.length > 0 || !/^[ims]*$/.test(on + off)) throw new Untranslatable();
  const pick = (flag: keyof Flags) => (flags[flag] || on.includes(flag)) && !off.includes(flag);
  return { i: pick('i'), m: pick('m'), s: pick('s') };
}

function atom(reader: Reader, flags: Flags): Part & { group?: boolean } {
  const character = reader.next();
  switch (character) {
    case '(':
      return group(reader, flags);
    case '[':
      return one(characterClass(reader, flags.i));
    case '.':
      return one(flags.s ? complement([]) : complement(NEWLINE));
    case '^':
    case '$':
      if (flags.m) throw new Untranslatable();
      return { source: character, nullable: true, captures: false };
    case '\\':
      return escaped(reader, flags);
    case '*':
    case '+':
    case '?':
    case '{':
      throw new Untranslatable();
    default:
      return one(folded(single(codePoint(character)), flags.i));
  }
}

function group(reader: Reader, flags: Flags): Part & { group?: boolean } {
  let inner = flags;
  let captures = true;
  if (reader.take('?P<') || reader.take('?<')) reader.until('>');
  else if (reader.take('?')) {
    inner = applyFlags(reader.until(':'), flags);
    captures = false;
  }
  const part = alternatives(reader, inner);
  if (!reader.take(')')) throw new Untranslatable();
  if (!captures) return { ...part, source: `(?:${part.source})` };
  // A group that holds no group is set anew in every round, in both languages.
  return { source: `(${part.source})`, nullable: part.nullable, captures: true, group: !part.captures };
}

function escaped(reader: Reader, flags: Flags): Part {
  const letter = reader.peek() ?? '';
  if (letter === 'A' || letter === 'z') {
    reader.next();
    return { source: letter === 'A' ? '^' : '$', nullable: true, captures: false };
  }
  if (letter === 'b') {
    reader.next();
    return { source: '\\b', nullable: true, captures: false };
  }
  const set = escapedSet(reader, flags.i);
  return one(set ?? folded(single(escapedCharacter(reader)), flags.i));
}

function one(set: CharacterSet): Part {
  return { source: toSource(set), nullable: false, captures: false };
}
