/** What a command may touch of the outside, passed in so that tests can look. */
export interface Io {
  /** Writes to stdout; the text carries its own line ends. */
  readonly out: (text: string) => void;
  /** Writes to stderr. */
  readonly err: (text: string) => void;
  /** Whether colours may be used: stdout is a terminal, and neither `--no-color` nor NO_COLOR says otherwise. */
  readonly colour: boolean;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One command of the command line; loaded only when it is called. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole text of `--help`. */
  readonly help: string;
  /**
   * Runs with the arguments after the command's name and resolves with the exit code: 0 fine, 1 a probe is down or a
   * check found a difference, 2 wrong input, 3 a fault of ours or a run that was `error`.
   * Throws UsageError for wrong arguments.
   */
  run(argv: readonly string[], io: Io): Promise<number>;
}

/** Wrong arguments: printed with a pointer to `--help`; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError' as const;
}
