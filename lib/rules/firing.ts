import { type BurnPair, type Fit, KEEP_DOWN_TICKS, keepBurnMs } from './burn-pair.ts';
import { createJudge, type History } from './judge.ts';

/** What fires, by alert and, of a burn, by its long window. */
export interface Firing {
  readonly alert: 'ProbeDown' | 'ObjectiveBurnsFast' | 'ObjectiveBurnsSlow';
  readonly pair?: BurnPair;
}

/**
 * What fires at each evaluation over a history, as the evaluators keep it: at once when it is seen, and for its time after it is not.
 *
 * @param untilMs the last evaluation, milliseconds after tick 0, which is the first
 */
export function firingOver(
  fit: Fit,
  history: History,
  everyMs: number,
  untilMs: number,
): ReadonlyMap<number, Firing[]> {
  const judge = createJudge(fit, history);
  const alerts = [
    { firing: { alert: 'ProbeDown' } as const, isSeen: judge.isDown, keepMs: KEEP_DOWN_TICKS * fit.intervalMs },
    ...fit.pairs.map((pair) => ({
      firing: { alert: pair.pace === 'fast' ? 'ObjectiveBurnsFast' : 'ObjectiveBurnsSlow', pair } as const,
      isSeen: (atMs: number) => judge.isBurning(pair, atMs),
      keepMs: keepBurnMs(pair),
    })),
  ].map((one) => ({ ...one, kept: createKept(one.keepMs) }));
  const found = new Map<number, Firing[]>();
  for (let atMs = 0; atMs <= untilMs; atMs += everyMs) {
    found.set(
      atMs,
      alerts.filter(({ kept, isSeen }) => kept(isSeen(atMs), atMs)).map(({ firing }) => firing),
    );
  }
  return found;
}

/** `keep_firing_for`: counted from the first evaluation that does not see it any more. */
function createKept(keepMs: number): (seen: boolean, atMs: number) => boolean {
  let fires = false;
  let unseenSinceMs: number | undefined;
  return (seen, atMs) => {
    if (seen) unseenSinceMs = undefined;
    else unseenSinceMs ??= atMs;
    fires = seen || (fires && unseenSinceMs !== undefined && atMs - unseenSinceMs < keepMs);
    return fires;
  };
}
