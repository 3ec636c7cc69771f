export interface Arrival {
  readonly bytes: Buffer;
  /** Monotonic milliseconds. */
  readonly atMs: number;
}

/** What the inbox's reader waits for. */
interface Reader {
  readonly resolve: (arrival: Arrival | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** Unread bytes above which the flow is stopped, so that a flooding peer costs no memory. */
const HIGH_WATER_BYTES = 64 * 1024;

/** What has arrived on a connection and was not read yet: arrivals in order, then at most one end or error. */
export class Inbox {
  readonly #queue: Arrival[] = [];
  readonly #flow: (run: boolean) => void;
  #bytes = 0;
  #stopped = false;
  #over: { readonly error?: unknown } | undefined;
  #reader: Reader | undefined;

  /** @param flow Told to stop when too much is unread, and to go on later. */
  constructor(flow: (run: boolean) => void) {
    this.#flow = flow;
  }

  push(arrival: Arrival): void {
    const reader = this.#takeReader();
    if (reader) {
      reader.resolve(arrival);
      return;
    }
    this.#queue.push(arrival);
    this.#bytes += arrival.bytes.length;
    if (this.#bytes >= HIGH_WATER_BYTES && !this.#stopped) {
      this.#stopped = true;
      this.#flow(false);
    }
  }

  end(): void {
    this.#over ??= {};
    this.#takeReader()?.resolve(undefined);
  }

  /** Later reads throw it, once what came before it is read. */
  fail(error: unknown): void {
    if (!this.#over || !('error' in this.#over)) this.#over = { error };
    this.#takeReader()?.reject(error);
  }

  /** What came first; undefined when nothing is there and the stream goes on. Throws what `fail` was told. */
  take(): Arrival | 'end' | undefined {
    const arrival = this.#queue.shift();
    if (arrival) {
      this.#bytes -= arrival.bytes.length;
      if (this.#stopped && this.#bytes < HIGH_WATER_BYTES) {
        this.#stopped = false;
        this.#flow(true);
      }
      return arrival;
    }
    if (!this.#over) return undefined;
    if ('error' in this.#over) throw this.#over.error;
    return 'end';
  }

  /** Only one reader at a time. */
  wait(reader: Reader): void {
    if (this.#reader) throw new Error('a connection was read twice at the same time');
    this.#reader = reader;
  }

  /** The reader gives up. */
  forget(): void {
    this.#reader = undefined;
  }

  putBack(arrival: Arrival): void {
    this.#queue.unshift(arrival);
    this.#bytes += arrival.bytes.length;
  }

  /** Drops what is unread; says how much that was. */
  clear(): number {
    const dropped = this.#bytes;
    this.#queue.length = 0;
    this.#bytes = 0;
    return dropped;
  }

  #takeReader(): Reader | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }
}
