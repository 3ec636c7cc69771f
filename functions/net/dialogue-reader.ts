import { ByteStore } from './byte-store.ts';
import { targetFailure } from './failures.ts';
import type { Wire } from './wire.ts';

const NEWLINE = 0x0a;

/** Reads lines and bytes from a wire, within a bound, and keeps what it read as a transcript. */
export class DialogueReader {
  readonly #wire: Wire;
  readonly #maxBytes: number;
  /** All that was received. */
  readonly #store = new ByteStore();
  /** How much of it is used. */
  #used = 0;
  #lastMs: number | undefined;
  #ended = false;

  /** @param maxBytes All that may be read over the dialogue; more is `dialogue_too_long`. */
  constructor(wire: Wire, maxBytes: number) {
    this.#wire = wire;
    this.#maxBytes = maxBytes;
  }

  /** The next line without its end (LF or CRLF); what comes before the end of the stream counts as a line. undefined at the end. */
  async line(): Promise<string | undefined> {
    let searched = this.#used;
    for (;;) {
      const end = this.#store.view().indexOf(NEWLINE, searched);
      if (end >= 0)
        return this.#take(end + 1 - this.#used)
          .toString('utf8')
          .replace(/\r?\n$/, '');
      searched = this.#store.length;
      if (await this.#more()) continue;
      return this.#left === 0 ? undefined : this.#take(this.#left).toString('utf8').replace(/\r$/, '');
    }
  }

  /** This many bytes, or fewer where the stream ends before. */
  async bytes(count: number): Promise<Buffer> {
    while (this.#left < count && (await this.#more()));
    return this.#take(Math.min(count, this.#left));
  }

  /** Gives what is read but not used back to the wire, which begins TLS now; it stays in the transcript. */
  release(): void {
    this.#wire.unread(this.#take(this.#left));
  }

  /** All that was received, as text; bytes that are not UTF-8 appear as U+FFFD. */
  get transcript(): string {
    return this.#store.view().toString('utf8');
  }

  /** When the newest bytes arrived; undefined before the first. */
  get lastMs(): number | undefined {
    return this.#lastMs;
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    const arrival = await this.#wire.read();
    if (!arrival) {
      this.#ended = true;
      return false;
    }
    this.#store.append(arrival.bytes);
    this.#lastMs = arrival.atMs;
    if (this.#store.length <= this.#maxBytes) return true;
    const message = `the target sent more than the ${this.#maxBytes} bytes that the dialogue may read (maxReadBytes)`;
    throw targetFailure('dialogue_too_long', 'dialogue', message);
  }

  get #left(): number {
    return this.#store.length - this.#used;
  }

  #take(count: number): Buffer {
    const from = this.#used;
    this.#used += count;
    return this.#store.view().subarray(from, this.#used);
  }
}
