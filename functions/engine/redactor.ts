import { formsOf, loosePattern } from './secret-forms.ts';

const MARK = '<secret>';
/** What our messages end a quotation with that they cut short. */
const CUT = '…';

/** Replaces what must not be read. Knows the values of one run only. */
export interface Redactor {
  /** From now on the value is replaced, in every form in which it may be echoed. */
  add(value: string): void;
  /** Idempotent. `cutOff` says that the text was cut somewhere, so that it may end in half a secret; before a `…` it may anyway. */
  redact(text: string, cutOff?: boolean): string;
}

export function createRedactor(): Redactor {
  /** Of each value: its forms, the longest first, and what finds all others. */
  const known = new Map<string, { readonly forms: readonly string[]; readonly loose: RegExp | undefined }>();

  function redactPiece(piece: string): string {
    let pieces = [piece];
    for (const { forms, loose } of known.values()) {
      for (const separator of [...forms, loose]) {
        if (separator !== undefined) pieces = pieces.flatMap((one) => one.split(separator));
      }
    }
    return pieces.join(MARK);
  }

  function withoutHalves(text: string, cutOff: boolean): string {
    const parts = text.split(CUT);
    const forms = [...known.values()].flatMap((one) => one.forms);
    return parts.map((part, at) => (cutOff || at < parts.length - 1 ? withoutHalf(part, forms) : part)).join(CUT);
  }

  return {
    add(value) {
      if (value === '' || known.has(value)) return;
      const longestFirst = [...known, [value, { forms: formsOf(value), loose: loosePattern(value) }] as const];
      known.clear();
      for (const [key, one] of longestFirst.sort(([a], [b]) => b.length - a.length)) known.set(key, one);
    },
    redact(text, cutOff = false) {
      if (known.size === 0) return text;
      const redacted = text.split(MARK).map(redactPiece).join(MARK);
      return cutOff || redacted.includes(CUT) ? withoutHalves(redacted, cutOff) : redacted;
    },
  };
}

/** The text without an ending that is the beginning (three characters or more) of a secret. */
function withoutHalf(text: string, forms: readonly string[]): string {
  if (text.endsWith(MARK)) return text;
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
