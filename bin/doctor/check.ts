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

/** 0 where nothing is in the way, 1 where something is, 3 where something could not be looked at. */
export function exitCodeOf(checks: readonly Check[]): number {
  const statuses = new Set(checks.map(({ status }) => status));
  if (statuses.has('unknown')) return 3;
  return statuses.has('blocks') ? 1 : 0;
}
