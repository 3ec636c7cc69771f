/**
 * Values with more characters, or more of them that can be escaped, are looked for in fixed forms only: V8 takes time by the
 * square of the latter (a millisecond for 13), and no pattern of any length.
 */
const MAX_LOOSE = 2_000;
const MAX_ESCAPABLE = 24;

/** Forms in which a text may be echoed: as it is, in JSON, in a URL, in a form, in base64. Longest first. */
export function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const inUrl = encodeURIComponent(value.toWellFormed());
  const inJson = JSON.stringify(value).slice(1, -1);
  const forms = [
    value,
    inJson,
    inJson.replaceAll('/', '\\/'),
    value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
    inUrl,
    inUrl.replace(/%../g, (byte) => byte.toLowerCase()),
    inUrl.replaceAll('%20', '+'),
    new URLSearchParams([['', value]]).toString().slice(1),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ];
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}

/**
 * Finds the text also where only some of its characters are escaped, in the manner of a URL's path or query, of JSON
 * (within JSON, too; `\/` and `\u0026` as some writers have it), or of HTML. Takes time linear in the text: nothing in it
 * repeats but backslashes, up to a bound. Undefined where that would cost too much.
 */
export function loosePattern(value: string): RegExp | undefined {
  if (value.length > MAX_LOOSE || value.replace(/\w/g, '').length > MAX_ESCAPABLE) return undefined;
  const pieces = value.toWellFormed().match(/\\+|[^\\]/gu) ?? [];
  return new RegExp(pieces.map(looseSource).join(''), 'g');
}

const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  ' ': '\\+',
  '\n': '\\\\{1,8}n',
  '\r': '\\\\{1,8}r',
  '\t': '\\\\{1,8}t',
};

/** A character, or a run of backslashes, in whatever form. */
function looseSource(piece: string): string {
  if (/^\w$/.test(piece)) return piece;
  const bytes = Buffer.from(piece);
  const percent = [...bytes].map((byte) => `%${anyCase(hex(byte, 2))}`).join('');
  if (piece.startsWith('\\')) {
    const doubled = [8, 4, 2, 1].map((times) => `\\\\{${times * piece.length}}`);
    return `(?:${doubled.join('|')}|${percent})`;
  }
  const code = piece.codePointAt(0) ?? 0;
  const units = Array.from({ length: piece.length }, (_, at) => piece.charCodeAt(at));
  const forms = [
    `\\\\{0,8}${literal(piece)}`,
    percent,
    units.map((unit) => `\\\\{1,8}u${anyCase(hex(unit, 4))}`).join(''),
    `&#0{0,4}${code};`,
    `&#[xX]0{0,4}${anyCase(hex(code, 1))};`,
    ...(piece in NAMED ? [NAMED[piece]] : []),
    ...(bytes.length > 1 ? [literal(bytes.toString('latin1'))] : []),
  ];
  return `(?:${forms.join('|')})`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

function anyCase(digits: string): string {
  return digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
