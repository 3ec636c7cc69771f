import { formsOf, loosePattern } from './secret-forms.ts';

const MARK = '<secret>';
/** What our messages end a quotation with that they cut short. */
const CUT = '…';

/** The secrets of a run. */
export interface KnownSecrets {
  add(value: string): void;
  redact(text: string, cutOff: boolean): string;
}

export function createKnownSecrets(): KnownSecrets {
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
      if (known.has(value)) return;
      const longestFirst = [...known, [value, { forms: formsOf(value), loose: loosePattern(value) }] as const];
      known.clear();
      for (const [key, one] of longestFirst.sort(([a], [b]) => b.length - a.length)) known.set(key, one);
    },
    redact(text, cutOff) {
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
