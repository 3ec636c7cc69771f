const MARK = '<secret>';

/** Replaces what must not be read. Knows the values of one run only. */
export interface Redactor {
  /** From now on the value is replaced, in every form in which it may be echoed. */
  add(value: string): void;
  /** Idempotent. `cutOff` says that the text was cut somewhere, so that it may end in half a secret. */
  redact(text: string, cutOff?: boolean): string;
}

export function createRedactor(): Redactor {
  const forms = new Set<string>();
  let pattern: RegExp | undefined;

  function redactPiece(piece: string): string {
    if (forms.size === 0) return piece;
    pattern ??= new RegExp(
      [...forms]
        .sort((a, b) => b.length - a.length)
        .map(literal)
        .join('|'),
      'g',
    );
    return piece.replace(pattern, MARK);
  }

  return {
    add(value) {
      if (value === '' || forms.has(value)) return;
      for (const form of formsOf(value)) forms.add(form);
      pattern = undefined;
    },
    redact(text, cutOff = false) {
      const redacted = text.split(MARK).map(redactPiece).join(MARK);
      return cutOff ? withoutHalf(redacted, forms) : redacted;
    },
  };
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** As it is, in JSON, in a URL, in a form, in base64. */
function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const inUrl = encodeURIComponent(value.toWellFormed());
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    inUrl,
    inUrl.replaceAll('%20', '+'),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ];
}

/** The text without an ending that is the beginning (three characters or more) of a secret. */
function withoutHalf(text: string, forms: ReadonlySet<string>): string {
  let longest = 0;
  for (const form of forms) {
    for (let length = Math.min(form.length - 1, text.length); length >= 3 && length > longest; length -= 1) {
      if (text.endsWith(form.slice(0, length))) longest = length;
    }
  }
  return longest === 0 ? text : text.slice(0, -longest) + MARK;
}

/** Headers whose values are credentials of somebody, secret of ours or not. */
const HIDDEN_HEADERS = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'authentication-info',
  'x-api-key',
  'x-auth-token',
  'x-amz-security-token',
]);

export function isHiddenHeader(name: string): boolean {
  return HIDDEN_HEADERS.has(name.toLowerCase());
}
export const HIDDEN = '<hidden>';
