/** Passes on what the journal drops; also what it dropped before anybody was there to hear it. */
export class DropRelay {
  #early: string[] = [];
  #listener: ((keys: readonly string[]) => void) | undefined;

  readonly drop = (keys: readonly string[]): void => {
    if (this.#listener) this.#listener(keys);
    else this.#early.push(...keys);
  };

  listen(listener: (keys: readonly string[]) => void): void {
    this.#listener = listener;
    if (this.#early.length > 0) listener(this.#early);
    this.#early = [];
  }
}
