import type { PhaseName } from '../../lib/model/failure.ts';
import { abortion } from './failures.ts';

export type Begin<T> = (resolve: (value: T) => void, reject: (error: unknown) => void) => void;

/** Waits that end when the attempt does: one listener on its signal for a connection's whole life. */
export class Waits {
  readonly #signal: AbortSignal;
  readonly #pending = new Set<{ phase: PhaseName; what: string; reject: (error: unknown) => void }>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  /** @param what What is waited for, in words; it ends the sentence of a time-out. */
  until<T>(phase: PhaseName, what: string, begin: Begin<T>): Promise<T> {
    if (this.#signal.aborted) return Promise.reject(abortion(this.#signal, phase, what));
    return new Promise<T>((resolve, reject) => {
      const pending = { phase, what, reject };
      this.#pending.add(pending);
      begin(
        (value) => {
          this.#pending.delete(pending);
          resolve(value);
        },
        (error) => {
          this.#pending.delete(pending);
          reject(error);
        },
      );
    });
  }

  dispose(): void {
    this.#signal.removeEventListener('abort', this.#abort);
  }

  readonly #abort = (): void => {
    for (const { phase, what, reject } of this.#pending) reject(abortion(this.#signal, phase, what));
    this.#pending.clear();
  };
}
