import { ByteStore } from './byte-store.ts';
import { parseFields } from './http-fields.ts';
import { HttpMessageError, quoteBytes } from './http-message-error.ts';

/** Bytes of one chunk-size line, its extensions included. */
const MAX_CHUNK_LINE_BYTES = 4096;
/** Bytes of all chunk extensions of a body: whoever sends more is not sending a body. */
const MAX_EXTENSION_BYTES = 65_536;
/** Bytes of the trailer section. */
const MAX_TRAILER_BYTES = 65_536;

const CR = 13;
const LF = 10;

type Next = 'line' | 'data' | 'data-end' | 'trailer' | 'done';

const SIZE_LINE = /^([0-9a-f]+)[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/i;

/**
 * Undoes the chunked transfer coding (RFC 9112 §7.1), piece by piece.
 *
 * Lines between chunks end in CRLF, never in LF alone. Extensions are skipped, whatever they say; a size may have
 * leading zeros and be followed by blanks. Trailer fields are checked like header lines and dropped. What follows the
 * last chunk is not looked at.
 */
export class ChunkDecoder {
  #next: Next = 'line';
  /** Bytes of the chunk that are still to come. */
  #left = 0;
  readonly #line = new ByteStore();
  #extensionBytes = 0;
  readonly #onData: (bytes: Buffer) => void;

  constructor(onData: (bytes: Buffer) => void) {
    this.#onData = onData;
  }

  get done(): boolean {
    return this.#next === 'done';
  }

  /** @throws HttpMessageError */
  push(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length && this.#next !== 'done') {
      at = this.#next === 'data' ? this.#takeData(bytes, at) : this.#takeLine(bytes, at);
    }
  }

  #takeData(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#left);
    this.#onData(bytes.subarray(at, end));
    this.#left -= end - at;
    if (this.#left === 0) this.#next = 'data-end';
    return end;
  }

  /** Collects up to the next LF, and reads the line when it is whole. */
  #takeLine(bytes: Buffer, at: number): number {
    const lf = bytes.indexOf(LF, at);
    const end = lf < 0 ? bytes.length : lf + 1;
    this.#line.append(bytes.subarray(at, end));
    this.#checkLength();
    if (lf >= 0) this.#readLine(this.#line.view());
    return end;
  }

  #checkLength(): void {
    const { length } = this.#line;
    if (this.#next === 'trailer' && length > MAX_TRAILER_BYTES) {
      throw new HttpMessageError(`the trailer is longer than ${MAX_TRAILER_BYTES} bytes`);
    }
    if (this.#next === 'line' && length > MAX_CHUNK_LINE_BYTES) {
      throw new HttpMessageError(`the line of a chunk's size is longer than ${MAX_CHUNK_LINE_BYTES} bytes`);
    }
    if (this.#next === 'data-end' && length > 2) throw this.#noLineEnd(this.#line.view());
  }

  #readLine(line: Buffer): void {
    if (this.#next === 'trailer') {
      this.#readTrailer(line);
      return;
    }
    if (line.at(-2) !== CR) throw this.#noLineEnd(line);
    if (this.#next === 'data-end') this.#next = 'line';
    else this.#readSize(line.toString('latin1', 0, line.length - 2));
    this.#line.clear();
  }

  #readSize(line: string): void {
    const match = SIZE_LINE.exec(line);
    const digits = match?.[1] ?? '';
    const size = Number.parseInt(digits, 16);
    if (!Number.isSafeInteger(size)) {
      throw new HttpMessageError(`expected the size of a chunk in hexadecimal, got ${quoteBytes(line)}`);
    }
    this.#extensionBytes += line.length - digits.length;
    if (this.#extensionBytes > MAX_EXTENSION_BYTES) {
      throw new HttpMessageError(`the chunk extensions are longer than ${MAX_EXTENSION_BYTES} bytes`);
    }
    this.#left = size;
    this.#next = size === 0 ? 'trailer' : 'data';
  }

  /** `section` is everything since the last chunk; an empty line ends it. */
  #readTrailer(section: Buffer): void {
    const { length } = section;
    const cr = section.at(-2) === CR ? 1 : 0;
    const start = length - 1 - cr;
    if (start > 0 && section[start - 1] !== LF) return;
    parseFields(section.toString('latin1', 0, start));
    this.#next = 'done';
  }

  #noLineEnd(line: Buffer): HttpMessageError {
    const where = this.#next === 'line' ? "the line of a chunk's size" : 'a chunk';
    return new HttpMessageError(`${where} does not end in CRLF: ${quoteBytes(line.toString('latin1'))}`);
  }
}
