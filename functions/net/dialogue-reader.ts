import { targetFailure } from './failures.ts';
import type { Wire } from './wire.ts';

const NEWLINE = 0x0a;

/** Reads lines and bytes from a wire, within a bound, and keeps what it read as a transcript. */
export class DialogueReader {
  readonly #wire: Wire;
  readonly #maxBytes: number;
  readonly #received: Buffer[] = [];
  #pending: Buffer = Buffer.alloc(0);
  #total = 0;
  #lastMs: number | undefined;
  #ended = false;

  /** @param maxBytes All that may be read over the dialogue; more is `dialogue_too_long`. */
  constructor(wire: Wire, maxBytes: number) {
    this.#wire = wire;
    this.#maxBytes = maxBytes;
  }

  /** The next line without its end (LF or CRLF); what comes before the end of the stream counts as a line. undefined at the end. */
  async line(): Promise<string | undefined> {
    let searched = 0;
    for (;;) {
      const end = this.#pending.indexOf(NEWLINE, searched);
      if (end >= 0)
        return this.#take(end + 1)
          .toString('utf8')
          .replace(/\r?\n$/, '');
      searched = this.#pending.length;
      if (await this.#more()) continue;
      return this.#pending.length === 0
        ? undefined
        : this.#take(this.#pending.length).toString('utf8').replace(/\r$/, '');
    }
  }

  /** This many bytes, or fewer where the stream ends before. */
  async bytes(count: number): Promise<Buffer> {
    while (this.#pending.length < count && (await this.#more()));
    return this.#take(Math.min(count, this.#pending.length));
  }

  /** Gives what is read but not used back to the wire, which begins TLS now; it stays in the transcript. */
  release(): void {
    this.#wire.unread(this.#pending);
    this.#pending = Buffer.alloc(0);
  }

  /** All that was received, as text; bytes that are not UTF-8 appear as U+FFFD. */
  get transcript(): string {
    return Buffer.concat(this.#received).toString('utf8');
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
    this.#received.push(arrival.bytes);
    this.#lastMs = arrival.atMs;
    this.#total += arrival.bytes.length;
    this.#pending = this.#pending.length === 0 ? arrival.bytes : Buffer.concat([this.#pending, arrival.bytes]);
    if (this.#total <= this.#maxBytes) return true;
    const message = `the target sent more than the ${this.#maxBytes} bytes that the dialogue may read (maxReadBytes)`;
    throw targetFailure('dialogue_too_long', 'dialogue', message);
  }

  #take(count: number): Buffer {
    const taken = this.#pending.subarray(0, count);
    this.#pending = this.#pending.subarray(count);
    return taken;
  }
}
