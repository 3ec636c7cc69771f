import { ByteStore } from './byte-store.ts';
import { HttpMessageError } from './http-message-error.ts';

/** The bytes of a body, up to a limit. */
export class LimitedBody {
  readonly #store = new ByteStore();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#store.length;
  }

  /** Keeps the bytes; of those beyond the limit none. @throws HttpMessageError `tooLarge` */
  add(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const room = this.#limit - this.#store.length;
    this.#store.append(bytes.length > room ? bytes.subarray(0, room) : bytes);
    if (bytes.length > room) throw new HttpMessageError(`the body is larger than ${this.#limit} bytes`, true);
  }

  view(): Buffer {
    return this.#store.view();
  }
}
