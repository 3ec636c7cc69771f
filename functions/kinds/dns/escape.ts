const LABEL_SPECIALS = new Set(Buffer.from('. \'@;()"\\'));
const TEXT_SPECIALS = new Set(Buffer.from('"\\'));

/** A label's bytes in presentation form (RFC 1035 §5.1): specials behind a backslash, bytes that do not print as `\DDD`. */
export function escapeLabel(bytes: Uint8Array): string {
  return escapeBytes(bytes, LABEL_SPECIALS);
}

/** A character string's bytes in presentation form, without the quotes around it. */
export function escapeText(bytes: Uint8Array): string {
  return escapeBytes(bytes, TEXT_SPECIALS);
}

function escapeBytes(bytes: Uint8Array, specials: ReadonlySet<number>): string {
  let text = '';
  for (const byte of bytes) {
    if (byte < 0x20 || byte > 0x7e) text += `\\${String(byte).padStart(3, '0')}`;
    else if (specials.has(byte)) text += `\\${String.fromCharCode(byte)}`;
    else text += String.fromCharCode(byte);
  }
  return text;
}
