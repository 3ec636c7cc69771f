/** What a peer sent is not HTTP as RFC 9112 has it, or more than is read. The reader says what that means for the target. */
export class HttpMessageError extends Error {
  override readonly name = 'HttpMessageError' as const;
  /** True when the message is not wrong, but larger than is read. */
  readonly tooLarge: boolean;
  constructor(message: string, tooLarge = false) {
    super(message);
    this.tooLarge = tooLarge;
  }
}

/** What a peer sent, for a message: printable, and at most 60 characters of it. */
export function quoteBytes(text: string): string {
  const shown = JSON.stringify(text.slice(0, 60)).slice(1, -1).replaceAll('\\"', '"');
  return `«${shown}${text.length > 60 ? '…' : ''}»`;
}
