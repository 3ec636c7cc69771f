/** A cache that forgets what was used longest ago. */
export class BoundedMap<K, V> {
  readonly #limit: number;
  readonly #entries = new Map<K, V>();

  /** @param limit Most entries that are kept. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The value of a key, made where it is not there. What `make` throws is not kept. */
  take(key: K, make: () => V): V {
    const known = this.#entries.get(key);
    const value = known ?? make();
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#limit) {
      const [oldest] = this.#entries.keys();
      this.#entries.delete(oldest as K);
    }
    return value;
  }

  get size(): number {
    return this.#entries.size;
  }
}
