/** Longer values are looked for in a few fixed forms only: a pattern for every form would be larger than V8 takes. */
const MAX_LOOSE = 2_000;

/** Forms in which a text may be echoed: as it is, in JSON, in a URL, in a form, in base64. Longest first. */
export function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const inUrl = encodeURIComponent(value.toWellFormed());
  const forms = [
    value,
    JSON.stringify(value).slice(1, -1),
    inUrl,
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
 * repeats but backslashes, up to a bound. Undefined for a text that is too long.
 */
export function loosePattern(value: string): RegExp | undefined {
  if (value.length > MAX_LOOSE) return undefined;
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
  if (piece.startsWith('\\')) return `(?:\\\\{${piece.length},${8 * piece.length}}|${percent})`;
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
