import { isUtf8 } from 'node:buffer';

/** Most bytes of a definition file. */
export const MOST_BYTES = 1_048_576;

/** The text of bytes that are UTF-8, without a byte order mark; otherwise the line of the first that are not. */
export function decode(
  bytes: Uint8Array,
): { readonly text: string } | { readonly badLine: number; readonly badColumn: number } {
  if (isUtf8(bytes)) return { text: new TextDecoder('utf-8').decode(bytes) };
  // The first bad byte is where decoding and encoding again first differ.
  const again = new TextEncoder().encode(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  let at = 0;
  let line = 1;
  let column = 1;
  while (at < bytes.length && bytes[at] === again[at]) {
    if (bytes[at] === 10) {
      line += 1;
      column = 1;
    } else column += 1;
    at += 1;
  }
  return { badLine: line, badColumn: column };
}
