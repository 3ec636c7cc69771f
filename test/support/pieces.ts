import type { ByteSource } from '../../functions/net/http-response-head.ts';

/** Hands out texts (latin-1) one after the other, then the end of the stream. Moments count the pieces from 1. */
export function piecesOf(...texts: readonly string[]): ByteSource {
  let next = 0;
  return {
    read: async () => {
      const text = texts[next];
      next += 1;
      return text === undefined ? undefined : { bytes: Buffer.from(text, 'latin1'), atMs: next };
    },
  };
}

/** Hands out the same text for ever. */
export function endless(first: string, text: string): ByteSource & { readonly handedOut: () => number } {
  const bytes = Buffer.from(text, 'latin1');
  let handed = 0;
  let begun = false;
  return {
    handedOut: () => handed,
    read: async () => {
      const piece = begun ? bytes : Buffer.from(first, 'latin1');
      begun = true;
      handed += piece.length;
      return { bytes: piece, atMs: handed };
    },
  };
}
