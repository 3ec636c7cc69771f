/** Batches that the far side does not take while it takes others: they hold nothing up, and are tried again from time to time until their window ends. */
export class SetAside {
  readonly #againMs: number;
  readonly #elapsed: () => number;
  /** When each is due, by the monotonic clock. */
  readonly #due = new Map<string, number>();

  constructor(againMs: number, elapsed: () => number) {
    this.#againMs = againMs;
    this.#elapsed = elapsed;
  }

  get keys(): readonly string[] {
    return [...this.#due.keys()];
  }

  has(key: string): boolean {
    return this.#due.has(key);
  }

  /** Puts it aside, or off until the next time. */
  put(key: string): void {
    this.#due.set(key, this.#elapsed() + this.#againMs);
  }

  remove(key: string): void {
    this.#due.delete(key);
  }

  /** Those whose time has come. */
  due(): readonly string[] {
    const now = this.#elapsed();
    return [...this.#due].filter(([, dueMs]) => dueMs <= now).map(([key]) => key);
  }
}
