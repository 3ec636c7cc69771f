import type { Assertion } from '../../model/assertion.ts';
import type { Draft, Origin, ValuePath } from '../types.ts';

/** What stands at a path of the raw definition; undefined where nothing does. */
export function rawAt(draft: Draft, path: ValuePath): unknown {
  let value: unknown = draft.raw;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** Whether a person wrote this value (in whatever layer), or it is our default. */
export function isWritten(draft: Draft, path: ValuePath): boolean {
  return rawAt(draft, path) !== undefined && draft.locate(path).layer !== 'built-in';
}

/** The path of each step's definition: one, empty, where the probe has no declared steps. */
export function stepPaths(draft: Draft): readonly ValuePath[] {
  return Array.isArray(draft.raw.steps) ? draft.probe.steps.map((_, index) => ['steps', index]) : [[]];
}

/** Every text in a value, with its path. */
export function* texts(value: unknown, path: ValuePath = []): Generator<readonly [text: string, path: ValuePath]> {
  if (typeof value === 'string') yield [value, path];
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* texts(item, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* texts(item, [...path, key]);
  }
}

/**
 * Where an assertion of a step was written: the entry of `expect` that names its subject and field; of several that do,
 * the one at the same place in the order. The step itself where no entry does (a default assertion).
 */
export function assertionPath(draft: Draft, step: number, assertion: Assertion): ValuePath {
  const base = stepPaths(draft)[step] ?? [];
  const same = (draft.probe.steps[step]?.expect ?? []).filter(
    ({ subject, field }) => subject === assertion.subject && field === assertion.field,
  );
  const places = writtenPlaces(rawAt(draft, [...base, 'expect']), assertion);
  const place = places[Math.min(Math.max(0, same.indexOf(assertion)), places.length - 1)];
  return place ? [...base, 'expect', ...place] : base;
}

function writtenPlaces(expect: unknown, { subject, field }: Assertion): ValuePath[] {
  if (!Array.isArray(expect)) return [];
  return expect.flatMap((entry: unknown, index): ValuePath[] => {
    if (typeof entry !== 'object' || entry === null || !(subject in entry)) return [];
    const inner = (entry as Record<string, unknown>)[subject];
    if (!field) return [[index, subject]];
    if (typeof inner !== 'object' || inner === null) return [];
    return field in inner ? [[index, subject, field]] : [];
  });
}

/**
 * The line with one text replaced, where it stands there exactly once; quoted where the replacement needs quotes in
 * YAML and the text has none.
 */
export function correctLine(
  { line }: Origin,
  from: string,
  to: string,
  { quote, anywhere = false }: { readonly quote: boolean; readonly anywhere?: boolean } = { quote: true },
): string | undefined {
  if (line === undefined || from === '') return undefined;
  const at = line.indexOf(from);
  if (at < 0 || line.indexOf(from, at + 1) >= 0) return undefined;
  const before = line.slice(0, at);
  const after = line.slice(at + from.length);
  const inQuotes = insideQuotes(before);
  if (inQuotes === '`') return undefined;
  const wholeValue = /[:[,{-]\s+$|[[{]$/.test(before) && /^\s*(?:[,}\]]|$|\s#)/.test(after);
  if (anywhere) return before + to + after;
  if (!quote) return wholeValue && !inQuotes ? before + to + after : undefined;
  if (inQuotes || !/[${}[\],#&*!|>%@`]|: /.test(to)) return before + to + after;
  return wholeValue ? `${before}'${to.replaceAll("'", "''")}'${after}` : undefined;
}

function insideQuotes(before: string): string | undefined {
  let open: string | undefined;
  for (const character of before) {
    if (open === character) open = undefined;
    else if (open === undefined && `'"\``.includes(character)) open = character;
  }
  return open;
}
