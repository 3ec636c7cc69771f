import type { Clock } from '../../lib/model/prober.ts';

/** The time of one attempt. */
export interface AttemptSignal {
  /** Aborts with a TimeoutError when the attempt's time is over, or with the outer signal's reason. */
  readonly signal: AbortSignal;
  /** The time that the promise takes is ours and not the target's: it is not counted. */
  pause<T>(promise: Promise<T>): Promise<T>;
  dispose(): void;
}

/** When the timer itself is later than this, we were busy, and not the target slow. */
const LATE_MS = 20;

/**
 * What the target sent in time counts, even when we come to read it too late: the abort comes after the event loop has
 * looked at the sockets once more, and a little later when the loop was held up.
 */
export function createAttemptSignal(outer: AbortSignal, timeoutMs: number, clock: Clock): AttemptSignal {
  const controller = new AbortController();
  let endsAtMs = clock.elapsed() + timeoutMs;
  let pausedSinceMs: number | undefined;
  let pauses = 0;

  const onOuter = () => controller.abort(outer.reason);
  if (outer.aborted) onOuter();
  outer.addEventListener('abort', onOuter, { once: true });

  const end = () => controller.abort(new DOMException(`not finished within ${timeoutMs} ms`, 'TimeoutError'));
  let late = false;
  let immediate: NodeJS.Immediate | undefined;
  const check = () => {
    const leftMs = endsAtMs - clock.elapsed();
    if (leftMs > 0 || pauses > 0) {
      timer = setTimeout(check, Math.max(1, leftMs));
    } else if (!late && leftMs < -LATE_MS) {
      late = true;
      timer = setTimeout(check, LATE_MS);
    } else {
      immediate = setImmediate(end);
    }
  };
  let timer = setTimeout(check, timeoutMs);

  async function pause<T>(promise: Promise<T>): Promise<T> {
    if (pauses === 0) pausedSinceMs = clock.elapsed();
    pauses += 1;
    try {
      return await promise;
    } finally {
      pauses -= 1;
      if (pauses === 0 && pausedSinceMs !== undefined) endsAtMs += clock.elapsed() - pausedSinceMs;
    }
  }

  return {
    signal: controller.signal,
    pause,
    dispose() {
      clearTimeout(timer);
      clearImmediate(immediate);
      outer.removeEventListener('abort', onOuter);
    },
  };
}
