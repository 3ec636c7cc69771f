/**
 * Why the journal cannot do what it was asked to. `newer`: written by a later version of Probewright. `locked`: another
 * process writes it. `missing`: no such key or plan. `damaged`: it is there, and its checksum does not hold. `closed`: after `close`.
 * `unusable`: the folder cannot be read or written.
 */
export type JournalProblem = 'newer' | 'locked' | 'missing' | 'damaged' | 'closed' | 'unusable';

export class JournalError extends Error {
  override readonly name = 'JournalError' as const;
  readonly problem: JournalProblem;
  constructor(problem: JournalProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** Something that was lost, mended or refused, in words; the journal goes on. */
export interface Trouble {
  readonly kind: 'torn-tail' | 'damaged' | 'append-failed' | 'seal-failed' | 'drop-failed' | 'lock-taken-over';
  readonly message: string;
}
