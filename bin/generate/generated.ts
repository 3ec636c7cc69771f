/** A file of the repository that is made of code. */
export interface Generated {
  /** From the repository's root. */
  readonly path: string;
  readonly text: () => string;
}
