/** Text of a file, safe for a terminal: control characters (an escape sequence among them) become visible, a tab as two columns. */
export function printable(text: string): string {
  return text.replaceAll('\t', '⇥ ').replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
