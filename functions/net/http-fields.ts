import { isUtf8 } from 'node:buffer';
import { HttpMessageError, quoteBytes } from './http-message-error.ts';

/** Header or trailer lines, in the order and case received. A name may stand more than once. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** Lines of one head or trailer section that are read; Apache and nginx stop at 100, Node at 2,000. */
const MAX_FIELD_LINES = 200;

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are forbidden
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;
const HIGH = /[\x80-\xff]/;
const TAB = 9;
const SPACE = 32;

/** Whether a text can stand as a field's name, or as a method (RFC 9110 §5.6.2). */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/**
 * Reads field lines (RFC 9112 §5), given as latin-1 text without the empty line that ends them.
 *
 * - A line may end in LF alone (§2.2); a CR anywhere else, NUL and other control characters are refused (RFC 9110 §5.5).
 * - A folded line is joined to the one before it by one space, as §5.2 has it for user agents; before the first
 *   field it is refused (§2.2).
 * - Blanks between a name and its colon are dropped, as §5.1 has it for responses.
 * - A value that is valid UTF-8 is read as such, any other as latin-1.
 *
 * @throws HttpMessageError
 */
export function parseFields(text: string): Fields {
  const fields: [string, string][] = [];
  let from = 0;
  while (from < text.length) {
    const lf = text.indexOf('\n', from);
    const next = lf < 0 ? text.length : lf + 1;
    const end = lf > from && text.charCodeAt(lf - 1) === 13 ? lf - 1 : lf < 0 ? text.length : lf;
    addLine(fields, text.slice(from, end));
    if (fields.length > MAX_FIELD_LINES) {
      throw new HttpMessageError(`the head has more than ${MAX_FIELD_LINES} lines`, true);
    }
    from = next;
  }
  return fields;
}

function addLine(fields: [string, string][], line: string): void {
  if (CONTROL.test(line)) throw new HttpMessageError(`a header line holds a control character: ${quoteBytes(line)}`);
  const first = line.charCodeAt(0);
  if (first === SPACE || first === TAB) {
    const last = fields.at(-1);
    if (!last) throw new HttpMessageError(`the first header line starts with a blank: ${quoteBytes(line)}`);
    const more = decode(trimBlanks(line));
    last[1] = last[1] === '' || more === '' ? last[1] + more : `${last[1]} ${more}`;
    return;
  }
  const colon = line.indexOf(':');
  if (colon < 0) throw new HttpMessageError(`a header line has no colon: ${quoteBytes(line)}`);
  const name = trimBlanks(line.slice(0, colon));
  if (!TOKEN.test(name)) throw new HttpMessageError(`${quoteBytes(name)} is not the name of a header`);
  fields.push([name, decode(trimBlanks(line.slice(colon + 1)))]);
}

/** Without spaces and tabs at both ends: `trim` would take more than RFC 9110 §5.6.3 allows, a pattern could be made slow. */
export function trimBlanks(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text.charCodeAt(from))) from += 1;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to -= 1;
  return from === 0 && to === text.length ? text : text.slice(from, to);
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

function decode(value: string): string {
  if (!HIGH.test(value)) return value;
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : value;
}

/** All values of a field; names are compared without regard to case. */
export function fieldValues(fields: Fields, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  const values: string[] = [];
  for (const [given, value] of fields) {
    if (given.length === wanted.length && given.toLowerCase() === wanted) values.push(value);
  }
  return values;
}
