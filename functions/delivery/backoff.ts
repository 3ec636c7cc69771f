const FIRST_MS = 250;
const MOST_MS = 30_000;
/** Also to who wishes for days, one comes back after an hour: and what is longer than 24.8 days, no timer holds. */
const MOST_WISHED_MS = 3_600_000;

/** How long to wait after failures in a row: twice as long each time up to half a minute, spread by up to a half, and never shorter than the far side wishes, up to an hour. */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  /** `random`: in [0, 1). */
  constructor(random: () => number) {
    this.#random = random;
  }

  get failures(): number {
    return this.#failures;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Milliseconds until the next attempt. */
  failed(afterMs = 0): number {
    const full = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(this.#failures, 16));
    this.#failures += 1;
    // What the far side wishes is not undercut; several senders that it told the same come back spread.
    return Math.max(full * (0.5 + this.#random() / 2), Math.min(afterMs, MOST_WISHED_MS) * (1 + this.#random() / 10));
  }
}
