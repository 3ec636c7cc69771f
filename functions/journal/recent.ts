interface Entry<V> {
  readonly value: Promise<V>;
  weight: number;
}

/** Keeps the values that were asked for last, as many as weigh so much together, and makes those that are not there; what failed is not kept. */
export class Recent<K, V> {
  readonly #kept = new Map<K, Entry<V>>();
  readonly #most: number;
  readonly #weigh: (value: V) => number;
  #weight = 0;

  /** @param weigh by default each weighs 1; one that is heavier than `most` is kept until the next is asked for */
  constructor(most: number, weigh: (value: V) => number = () => 1) {
    this.#most = most;
    this.#weigh = weigh;
  }

  get(key: K, make: () => Promise<V>): Promise<V> {
    const known = this.#kept.get(key);
    if (known) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known.value;
    }
    const entry: Entry<V> = { value: make(), weight: 0 };
    this.#kept.set(key, entry);
    entry.value.then(
      (value) => this.#keep(key, entry, this.#weigh(value)),
      () => this.#drop(key, entry),
    );
    return entry.value;
  }

  #keep(key: K, entry: Entry<V>, weight: number): void {
    if (this.#kept.get(key) !== entry) return;
    entry.weight = weight;
    this.#weight += weight;
    for (const [oldest, one] of this.#kept) {
      if (this.#weight <= this.#most || one === entry) break;
      this.#drop(oldest, one);
    }
  }

  #drop(key: K, entry: Entry<V>): void {
    if (this.#kept.get(key) !== entry) return;
    this.#kept.delete(key);
    this.#weight -= entry.weight;
  }
}
