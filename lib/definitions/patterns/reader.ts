/** Thrown where a pattern cannot be translated; caught by `translate`. */
export class Untranslatable extends Error {
  override readonly name = 'Untranslatable' as const;
}

/** Walks over the characters (not code units) of a pattern. */
export class Reader {
  #at = 0;
  readonly #characters: readonly string[];
  constructor(text: string) {
    this.#characters = [...text];
  }
  get done(): boolean {
    return this.#at >= this.#characters.length;
  }
  peek(offset = 0): string | undefined {
    return this.#characters[this.#at + offset];
  }
  next(): string {
    const character = this.#characters[this.#at];
    if (character === undefined) throw new Untranslatable();
    this.#at += 1;
    return character;
  }
  take(wanted: string): boolean {
    if (!this.looksAt(wanted)) return false;
    this.#at += wanted.length;
    return true;
  }
  looksAt(wanted: string): boolean {
    return this.#characters.slice(this.#at, this.#at + wanted.length).join('') === wanted;
  }
  /** The text up to `end`, which is read too. */
  until(end: string): string {
    let out = '';
    while (!this.take(end)) out += this.next();
    return out;
  }
}
