import type { Attempt, Outcome } from '../../lib/model/result.ts';

/** The one place where an outcome is decided: our fault before the target's, down before degraded. */
export function outcomeOf({ fault, failure, degraded }: Pick<Attempt, 'fault' | 'failure' | 'degraded'>): Outcome {
  if (fault) return 'error';
  if (failure) return 'down';
  return degraded ? 'degraded' : 'up';
}
