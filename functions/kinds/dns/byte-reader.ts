/** The message breaks the rules of its format; what is wrong stands in the message. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage' as const;
}

/** Reads a DNS message front to back, never past `end`; numbers are big-endian. Each method throws MalformedMessage when too little is left. */
export class ByteReader {
  readonly bytes: Buffer;
  readonly end: number;
  at: number;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  u8(): number {
    return this.bytes.readUInt8(this.advance(1));
  }

  u16(): number {
    return this.bytes.readUInt16BE(this.advance(2));
  }

  u32(): number {
    return this.bytes.readUInt32BE(this.advance(4));
  }

  take(length: number): Buffer {
    const start = this.advance(length);
    return this.bytes.subarray(start, start + length);
  }

  /** Everything that is left. */
  rest(): Buffer {
    return this.take(this.left);
  }

  /** A reader of the next `length` bytes; they are skipped here. */
  slice(length: number): ByteReader {
    const start = this.advance(length);
    return new ByteReader(this.bytes, start, start + length);
  }

  private advance(length: number): number {
    if (length > this.left) {
      throw new MalformedMessage(`${length} bytes were announced at byte ${this.at}, but only ${this.left} are left`);
    }
    const start = this.at;
    this.at += length;
    return start;
  }
}
