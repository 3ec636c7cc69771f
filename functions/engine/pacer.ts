import type { Clock } from '../../lib/model/prober.ts';

export interface PacerParts {
  readonly clock: Clock;
  /** 0 when a start may happen as far as the CPU is concerned, else how long to wait. */
  readonly waitMs: () => number;
  readonly maxHoldMs: number;
}

export interface Pacer {
  /** Resolves when the caller may start, with the milliseconds it was held back; rejects with the signal's reason. */
  admit(signal: AbortSignal): Promise<number>;
}

interface Waiter {
  readonly sinceMs: number;
  readonly start: (heldMs: number) => void;
}

/**
 * Lets one start happen in each turn of the event loop, in the order of asking: a burst of starts in one turn would lie
 * in front of the first answers and be measured as theirs. Starts also wait for the CPU budget, but never for ever.
 */
export function createPacer({ clock, waitMs, maxHoldMs }: PacerParts): Pacer {
  const queue = new Set<Waiter>();
  let armed = false;

  function arm(delayMs: number): void {
    if (armed) return;
    armed = true;
    if (delayMs > 0) setTimeout(turn, Math.ceil(delayMs));
    else setImmediate(turn);
  }

  function turn(): void {
    armed = false;
    const [head] = queue;
    if (!head) return;
    const heldMs = clock.elapsed() - head.sinceMs;
    const wait = heldMs >= maxHoldMs ? 0 : Math.min(waitMs(), maxHoldMs - heldMs);
    if (wait === 0) {
      queue.delete(head);
      head.start(heldMs);
    }
    if (queue.size > 0) arm(wait);
  }

  function admit(signal: AbortSignal): Promise<number> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const leave = () => {
        queue.delete(waiter);
        reject(signal.reason);
      };
      const waiter: Waiter = {
        sinceMs: clock.elapsed(),
        start(heldMs) {
          signal.removeEventListener('abort', leave);
          resolve(heldMs);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      queue.add(waiter);
      arm(0);
    });
  }
  return { admit };
}
