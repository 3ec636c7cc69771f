import type { Clock } from '../../lib/model/prober.ts';

/** The time of one attempt. */
export interface AttemptSignal {
  /** Aborts with a TimeoutError when the attempt's time is over, or with the outer signal's reason. */
  readonly signal: AbortSignal;
  /** The time that the promise takes is ours and not the target's: it is not counted. */
  pause<T>(promise: Promise<T>): Promise<T>;
  dispose(): void;
}

export function createAttemptSignal(outer: AbortSignal, timeoutMs: number, clock: Clock): AttemptSignal {
  const controller = new AbortController();
  let endsAtMs = clock.elapsed() + timeoutMs;
  let pausedSinceMs: number | undefined;
  let pauses = 0;

  const onOuter = () => controller.abort(outer.reason);
  if (outer.aborted) onOuter();
  outer.addEventListener('abort', onOuter, { once: true });

  const check = () => {
    const leftMs = endsAtMs - clock.elapsed();
    if (leftMs > 0 || pauses > 0) timer = setTimeout(check, Math.max(1, leftMs));
    else controller.abort(new DOMException(`not finished within ${timeoutMs} ms`, 'TimeoutError'));
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
      outer.removeEventListener('abort', onOuter);
    },
  };
}
