/** Where a builder was called; lines and columns count from 1. */
export interface CallPlace {
  /** A file URL or an absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Holds the place on what a builder returns: a symbol, so that JSON leaves it out, and a spread copies it. */
export const PLACE = Symbol.for('probewright.place');

const pathOf = (file: string): string => decodeURI(file.replace(/^file:\/\//, ''));
const OWN_FOLDER = pathOf(new URL('.', import.meta.url).href);

/** The nearest caller that is not a builder itself. */
export function callPlace(): CallPlace | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 12;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = limit;
  for (const frame of stack.split('\n').slice(1)) {
    const [, file, line, column] = /\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*?):(\d+):(\d+)\)?$/.exec(frame) ?? [];
    if (file && !pathOf(file).startsWith(OWN_FOLDER)) return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}

/** The place that a builder left on a value, if one did. */
export function placeOf(value: object): CallPlace | undefined {
  return (value as { readonly [PLACE]?: CallPlace })[PLACE];
}
