const encoder = new TextEncoder();

/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  return /^[\0-\x7f]*$/.test(text) ? text.length : encoder.encode(text).length;
}

/** A text of at most `most` bytes of UTF-8: over-long ones end in `mark`, and no character is cut through. */
export function cutBytes(text: string, most: number, mark: (leftOut: number) => string): string {
  // A character has at most three bytes for each of its UTF-16 units: most texts need no encoding to know that they fit.
  if (text.length * 3 <= most) return text;
  const whole = byteLength(text);
  if (whole <= most) return text;
  // The mark's number has as many digits as the whole's at most, so this room is enough.
  const room = Math.max(0, most - byteLength(mark(whole)));
  const { read, written } = encoder.encodeInto(text, new Uint8Array(room));
  return `${text.slice(0, read)}${mark(whole - written)}`;
}
