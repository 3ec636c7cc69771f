/** What the doctor found about one thing. */
export interface Check {
  /** A region; absent for what is the same everywhere. */
  readonly region?: string;
  /** `blocks`: a deploy would fail, or nothing would arrive. `unknown`: it could not be looked at. */
  readonly status: 'fine' | 'warning' | 'blocks' | 'unknown';
  /** One sentence: what is there, or what is wrong. */
  readonly words: string;
  /** What to do, or to type. */
  readonly remedy?: string;
}
