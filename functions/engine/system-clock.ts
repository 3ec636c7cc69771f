import type { Clock } from '../../lib/model/prober.ts';

/** This machine's clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
};
