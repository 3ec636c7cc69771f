/** A file as text, under the name that people see: relative to the definitions folder's parent. */
export interface SourceText {
  readonly name: string;
  /** Absolute; what paths inside the file are relative to. */
  readonly path: string;
  /** The line as it stands, counting from 1. */
  line(number: number): string | undefined;
}

/** A very long line is cut, so that a finding stays readable. */
const MOST_SHOWN = 400;

export function sourceText(name: string, path: string, text: string): SourceText {
  let lines: string[] | undefined;
  return {
    name,
    path,
    line: (number) => {
      lines ??= text.split(/\r?\n/);
      return lines[number - 1]?.slice(0, MOST_SHOWN);
    },
  };
}
