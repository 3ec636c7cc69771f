/** Text as one word of a shell: as it is where that is safe, else in single quotes. */
export function shellWord(text: string): string {
  return /^[\w./~+@%:,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
