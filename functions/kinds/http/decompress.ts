import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import type { Failure } from '../../../lib/model/failure.ts';
import type { HttpSettings } from '../../../lib/model/settings.ts';
import { HttpMessageError } from '../../net/http-message-error.ts';
import { LimitedBody } from '../../net/limited-body.ts';

type Encoding = Exclude<NonNullable<HttpSettings['compression']>, 'identity'>;

/** What came out of a compressed body, and why it is not all of it. */
export interface Decompressed {
  readonly bytes: Buffer;
  readonly failure?: Failure;
}

/**
 * Undoes a content encoding (RFC 9110 §8.4.1), up to a limit of what comes out, so that a bomb costs no memory. As
 * blackbox_exporter does it, the body must be in the encoding that the settings name, whatever `Content-Encoding` says.
 * `deflate` may come with or without its zlib wrapping, since servers do both. An empty body stays empty.
 */
export async function decompress(encoding: Encoding, bytes: Buffer, limit: number): Promise<Decompressed> {
  if (bytes.length === 0) return { bytes };
  const first = await through(decoderOf(encoding), encoding, bytes, limit);
  const wrong = first.failure?.reason === 'body_invalid' && first.bytes.length === 0;
  return encoding === 'deflate' && wrong ? through(createInflateRaw(), encoding, bytes, limit) : first;
}

function decoderOf(encoding: Encoding): Transform {
  switch (encoding) {
    case 'gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      return createInflate();
  }
}

async function through(decoder: Transform, encoding: Encoding, bytes: Buffer, limit: number): Promise<Decompressed> {
  const body = new LimitedBody(limit);
  decoder.end(bytes);
  try {
    for await (const piece of decoder) body.add(piece);
    return { bytes: body.view() };
  } catch (error) {
    if (error instanceof HttpMessageError) return failed(body, 'body_too_large', error.message);
    if (!(error instanceof Error)) throw error;
    return failed(body, 'body_invalid', `the body is not ${encoding} from beginning to end: ${error.message}`);
  } finally {
    decoder.destroy();
  }
}

function failed(body: LimitedBody, reason: 'body_too_large' | 'body_invalid', message: string): Decompressed {
  return { bytes: body.view(), failure: { reason, phase: 'transfer', message } };
}
