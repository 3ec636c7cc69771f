const LOW = 0x1_0000_0000;

/** Writes protobuf's wire format (https://protobuf.dev/programming-guides/encoding/) into one growing buffer. */
export class ProtoWriter {
  #bytes: Buffer;
  #at = 0;

  constructor(capacity: number) {
    this.#bytes = Buffer.allocUnsafe(Math.max(64, capacity));
  }

  /** Makes room, so that this many bytes can be written without asking again. Each public method asks for itself. */
  #room(count: number): void {
    if (this.#at + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#at + count, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }

  /** The head of a length-delimited field. */
  start(tag: number, length: number): void {
    this.#room(10);
    this.#varint(tag);
    this.#varint(length);
  }

  /** From 0 to 2³² − 1: tags, lengths, references. */
  varint(value: number): void {
    this.#room(5);
    this.#varint(value);
  }

  #varint(value: number): void {
    const bytes = this.#bytes;
    let at = this.#at;
    let rest = value;
    while (rest > 127) {
      bytes[at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[at++] = rest;
    this.#at = at;
  }

  /** Any safe integer, as protobuf's int64. */
  int64(value: number): void {
    this.#room(10);
    // Two's complement in two halves, taken seven bits at a time.
    let low = value >>> 0;
    let high = Math.floor(value / LOW) >>> 0;
    const bytes = this.#bytes;
    let at = this.#at;
    while (high > 0 || low > 127) {
      bytes[at++] = (low & 127) | 128;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    bytes[at++] = low;
    this.#at = at;
  }

  /** Little-endian, eight bytes; not for NaN, whose bits a number does not keep. */
  double(value: number): void {
    this.#room(8);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  /** Eight bytes as two halves. */
  fixed64(low: number, high: number): void {
    this.#room(8);
    this.#at = this.#bytes.writeUInt32LE(low, this.#at);
    this.#at = this.#bytes.writeUInt32LE(high, this.#at);
  }

  /** A length-delimited field of text in UTF-8; lone surrogates become U+FFFD. */
  text(tag: number, value: string): void {
    const length = Buffer.byteLength(value);
    this.#room(10 + length);
    this.#varint(tag);
    this.#varint(length);
    this.#at += this.#bytes.write(value, this.#at);
  }

  /** Varints one after the other. */
  varints(values: readonly number[]): void {
    this.#room(values.length * 5);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let index = 0; index < values.length; index++) {
      let rest = values[index] as number;
      while (rest > 127) {
        bytes[at++] = (rest & 127) | 128;
        rest >>>= 7;
      }
      bytes[at++] = rest;
    }
    this.#at = at;
  }

  /** Bytes that were written before, once more. */
  again(from: number, length: number): void {
    this.#room(length);
    const bytes = this.#bytes;
    const to = this.#at;
    for (let at = 0; at < length; at++) bytes[to + at] = bytes[from + at] as number;
    this.#at = to + length;
  }

  /** How many bytes were written so far. */
  get length(): number {
    return this.#at;
  }

  /** A few bytes as they are. */
  bytes(bytes: Buffer): void {
    this.#room(bytes.length);
    for (let at = 0; at < bytes.length; at++) this.#bytes[this.#at + at] = bytes[at] as number;
    this.#at += bytes.length;
  }

  /** What was written so far, without a copy. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }
}

/** How many bytes a varint takes. */
export function varintLength(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

/** How many bytes an int64 takes. */
export function int64Length(value: number): number {
  if (value < 0) return 10;
  // Milliseconds of our time.
  if (value >= 2 ** 35 && value < 2 ** 42) return 6;
  let length = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) length += 1;
  return length;
}
