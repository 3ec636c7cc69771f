import type { LiveEvent, ProbeSummary, ProbesAnswer } from './api.ts';

export interface PublisherParts {
  readonly send: (event: LiveEvent) => void;
  readonly isWatched: () => boolean;
  /** Undefined when the probe is no longer in the set. */
  readonly summary: (name: string) => ProbeSummary | undefined;
  readonly answer: () => ProbesAnswer;
  readonly now: () => number;
}

/** What changes within this time goes out together. */
const GATHER_MS = 200;

/** Tells open pages what changed, a few times a second at most. */
export class Publisher {
  readonly #parts: PublisherParts;
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
  }

  changed(name: string): void {
    if (!this.#parts.isWatched()) return;
    this.#changed.add(name);
    this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS);
  }

  setChanged(): void {
    this.#drop();
    if (this.#parts.isWatched()) this.#parts.send({ event: 'set', data: this.#parts.answer() });
  }

  close(): void {
    this.#drop();
  }

  #flush(): void {
    const names = [...this.#changed];
    this.#drop();
    const data = names.flatMap((name) => this.#parts.summary(name) ?? []);
    if (data.length > 0) this.#parts.send({ event: 'probes', data, asOfMs: this.#parts.now() });
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#changed.clear();
  }
}
