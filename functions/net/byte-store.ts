/**
 * Bytes that arrive in pieces, kept as one. Pieces of a single byte cost no more than their bytes: a list of them would
 * take a hundred times its size.
 */
export class ByteStore {
  #bytes: Buffer = Buffer.alloc(0);
  #length = 0;
  /** True while `#bytes` is the caller's own first piece, not to be written to. */
  #borrowed = false;

  get length(): number {
    return this.#length;
  }

  append(piece: Buffer): void {
    if (this.#length === 0) {
      this.#bytes = piece;
      this.#borrowed = true;
    } else {
      this.#reserve(this.#length + piece.length);
      this.#bytes.set(piece, this.#length);
    }
    this.#length += piece.length;
  }

  /** A view of what is there; valid until the next `append`. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(length: number): void {
    if (!this.#borrowed && length <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(1024, length, 2 * this.#length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
    this.#borrowed = false;
  }
}
