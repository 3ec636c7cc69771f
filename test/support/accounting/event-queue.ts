/** What stands between the journal and the shippers: every key is told of twice, in no order, some of them never, and what is not acknowledged comes again. */
export class EventQueue {
  readonly #dice: () => number;
  readonly #lostShare: number;
  readonly #keys: string[] = [];
  #lost = 0;

  constructor(dice: () => number, lostShare: number) {
    this.#dice = dice;
    this.#lostShare = lostShare;
  }

  get length(): number {
    return this.#keys.length;
  }

  /** Keys of which nobody is ever told: only a look at the journal finds them. */
  get lost(): number {
    return this.#lost;
  }

  /** A batch was journalled. */
  tell(key: string): void {
    if (this.#dice() < this.#lostShare) this.#lost += 1;
    else this.#keys.push(key, key);
  }

  /** Was not acknowledged. */
  again(keys: readonly string[]): void {
    this.#keys.push(...keys);
  }

  /** At most so many, from anywhere among the first hundreds. */
  take(most: number): string[] {
    const taken: string[] = [];
    while (taken.length < most && this.#keys.length > 0) {
      const at = Math.floor(this.#dice() * Math.min(this.#keys.length, 300));
      taken.push(...this.#keys.splice(at, 1));
    }
    return taken;
  }
}
