/** A length of time for people: `0.4 ms`, `123 ms`, `1.25 s`. */
export function timeWords(ms: number): string {
  if (ms >= 1000) return `${Number((ms / 1000).toFixed(2))} s`;
  return `${Number(ms.toFixed(ms < 10 ? 1 : 0))} ms`;
}

const PLAIN = /^[\x20-\x7e]*$/;

/** Most texts: nothing in them can do harm, and each character is a byte. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

/** Text of others within a line of ours: on one line, without what a terminal or Grafana would take for a command. */
export function inline(text: string): string {
  return isPlain(text) ? text : harmless(text).replaceAll(/\r?\n|\r/g, ' ⏎ ');
}

/** Text of others on lines of their own, each marked, so that none can pass for one of ours. */
export function quoted(text: string, indent: string): string {
  return harmless(text)
    .split(/\r?\n|\r/)
    .map((line) => `${indent}| ${line}`)
    .join('\n');
}

const CONTROL = /[^\P{Cc}\t\n\r]|\p{Bidi_Control}|[\u2028\u2029]/gu;

/** Without control characters other than tabs and line ends, and without halves of characters, which JSON would change on the way. */
function harmless(text: string): string {
  return text.toWellFormed().replaceAll(CONTROL, '\ufffd');
}
