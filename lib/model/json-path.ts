/** One step down a JSON document. An index below zero counts from the end. */
export type JsonStep = { readonly name: string } | { readonly index: number } | { readonly all: true };
export type JsonPath = readonly JsonStep[];

/** Why a text is no path, in words; `at` is the index of the character. */
export interface JsonPathProblem {
  readonly problem: string;
  readonly at: number;
}

const NAME = /[\p{L}\p{N}_$-]+/uy;
const INDEX = /\[(0|-?[1-9]\d{0,8})\]/y;
const ALL = /\.\*|\[\*\]/y;
const QUOTED = /\[(?:'((?:[^'\\]|\\['"\\])*)'|"((?:[^"\\]|\\['"\\])*)")\]/y;

/**
 * Reads a path into a JSON document. The language is the part of JSONPath (RFC 9535) that means the same everywhere:
 * `$` is the document, `.name` or `['name']` a member (in quotes, `\'`, `\"` and `\\` stand for the character), `[0]` an
 * element, `[-1]` the last one, `[*]` and `.*` every element or member. There are no filters, slices or descents.
 */
export function parseJsonPath(text: string): JsonPath | JsonPathProblem {
  if (!text.startsWith('$')) return { problem: 'a path starts with $, which stands for the whole document', at: 0 };
  const path: JsonStep[] = [];
  let at = 1;
  while (at < text.length) {
    const read = readStep(text, at);
    if ('problem' in read) return read;
    path.push(read.step);
    at = read.end;
  }
  return path;
}

function readStep(text: string, at: number): { step: JsonStep; end: number } | JsonPathProblem {
  if (matchAt(ALL, text, at)) return { step: { all: true }, end: ALL.lastIndex };
  const index = matchAt(INDEX, text, at);
  if (index) return { step: { index: Number(index[1]) }, end: INDEX.lastIndex };
  const quoted = matchAt(QUOTED, text, at);
  if (quoted) {
    const name = (quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/g, '$1');
    return { step: { name }, end: QUOTED.lastIndex };
  }
  const name = text[at] === '.' ? matchAt(NAME, text, at + 1) : null;
  if (name) return { step: { name: name[0] }, end: NAME.lastIndex };
  return { problem: problemAt(text, at), at };
}

function problemAt(text: string, at: number): string {
  if (text.startsWith('..', at)) return 'descents (..) are not part of the language: name each step';
  if (text.startsWith('[?', at)) return 'filters ([?…]) are not part of the language';
  if (text[at] === '[') return "between [ and ] stands an index (0, -1), a quoted name ('a b') or *";
  if (text[at] === '.') return "after . stands a name of letters, digits, _, $ and -, or *; quote other names: ['a b']";
  return 'after a step comes . or [, or nothing';
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
