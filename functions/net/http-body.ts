import { targetFailure } from './failures.ts';
import { ChunkDecoder } from './http-chunks.ts';
import type { Framing } from './http-framing.ts';
import { HttpMessageError } from './http-message-error.ts';
import type { Arrival, ByteSource } from './http-response-head.ts';
import type { LimitedBody } from './limited-body.ts';

/**
 * Reads a body into `body`, which keeps what came also when this fails. Resolves with the moment at which the last byte
 * arrived. Bytes behind the body's end are not looked at.
 *
 * @throws TargetFailure `body_truncated`, `body_invalid`, `body_too_large`, and what `source` throws
 */
export async function readBody(
  source: ByteSource,
  framing: Framing,
  first: Arrival,
  body: LimitedBody,
): Promise<number> {
  const take = takerOf(framing, body);
  let atMs = first.atMs;
  try {
    let whole = take(first.bytes);
    while (!whole) {
      const arrival = await source.read();
      if (!arrival) {
        if (framing.until === 'close') return atMs;
        throw truncated(framing, body);
      }
      atMs = arrival.atMs;
      whole = take(arrival.bytes);
    }
  } catch (error) {
    if (!(error instanceof HttpMessageError)) throw error;
    throw targetFailure(error.tooLarge ? 'body_too_large' : 'body_invalid', 'transfer', error.message, error);
  }
  return atMs;
}

/** Takes bytes as they come; true when the body is whole. */
function takerOf(framing: Framing, body: LimitedBody): (bytes: Buffer) => boolean {
  switch (framing.until) {
    case 'none':
      return () => true;
    case 'length': {
      let left = framing.length;
      return (bytes) => {
        body.add(bytes.subarray(0, left));
        left -= Math.min(left, bytes.length);
        return left === 0;
      };
    }
    case 'chunks': {
      const decoder = new ChunkDecoder((bytes) => body.add(bytes));
      return (bytes) => {
        decoder.push(bytes);
        return decoder.done;
      };
    }
    case 'close':
      return (bytes) => {
        body.add(bytes);
        return false;
      };
  }
}

function truncated(framing: Framing, body: LimitedBody): Error {
  const came =
    framing.until === 'length' ? `${body.length} of ${framing.length} bytes` : `${body.length} bytes and no last chunk`;
  return targetFailure('body_truncated', 'transfer', `the connection ended after ${came}`);
}
