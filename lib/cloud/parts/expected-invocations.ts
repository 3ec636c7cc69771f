/** How few invocations in a period are too few. */
export interface Expected {
  readonly periodSeconds: number;
  readonly periods: number;
  readonly below: number;
}

const DAY = 86_400;
const LEAST = 900;

/**
 * What an alarm takes for missing: fewer than four fifths of what is due in three intervals of the most frequent schedule,
 * a quarter of an hour at least; the rest is room for starts that are a minute late at the edge of a period.
 * @param intervalsMs of everything that invokes the function
 */
export function expectedInvocations(intervalsMs: readonly number[]): Expected {
  const shortest = Math.min(...intervalsMs) / 1_000;
  const periodSeconds = Math.min(DAY, Math.max(LEAST, Math.ceil(shortest / 60) * 180));
  const due = intervalsMs.reduce((sum, interval) => sum + Math.floor((periodSeconds * 1_000) / interval), 0);
  // A schedule of once a day may fall before the edge on one day and behind it on the next.
  const periods = shortest * 2 > periodSeconds ? 2 : 1;
  return { periodSeconds, periods, below: Math.max(1, Math.floor(due * 0.8)) };
}
