import { type Fields, fieldValues, trimBlanks } from './http-fields.ts';
import type { ResponseHead } from './http-head.ts';
import { HttpMessageError, quoteBytes } from './http-message-error.ts';

/** How the end of a body is known. */
export type Framing =
  | { readonly until: 'none' }
  | { readonly until: 'length'; readonly length: number }
  | { readonly until: 'chunks' }
  | { readonly until: 'close' };

/** 2^64: lengths above are no lengths to anyone. */
const MOST = 2 ** 64;
const DIGITS = /^\d+$/;

/**
 * How the body of a response ends (RFC 9112 §6.3).
 *
 * - None after HEAD, and none of 1xx (101 included), 204 and 304, whatever the headers announce.
 * - Transfer-Encoding wins over Content-Length. With `chunked` as its last coding the body comes in chunks, also from
 *   HTTP/1.0; with another one it ends with the connection. Codings other than `chunked` were never asked for and are
 *   left on the body.
 * - Content-Length may be repeated, in one line or several, when all say the same; otherwise it is refused.
 * - Without either the body ends with the connection.
 *
 * @throws HttpMessageError
 */
export function framingOf(method: string, head: ResponseHead): Framing {
  const { status, headers } = head;
  const encodings = fieldValues(headers, 'transfer-encoding');
  const length = encodings.length > 0 ? undefined : contentLengthOf(headers);
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { until: 'none' };
  if (encodings.length > 0) return { until: endsInChunked(encodings) ? 'chunks' : 'close' };
  return length === undefined ? { until: 'close' } : { until: 'length', length };
}

/** What Content-Length announces; undefined without one. */
export function contentLengthOf(headers: Fields): number | undefined {
  let found: number | undefined;
  for (const value of fieldValues(headers, 'content-length')) {
    for (const part of value.split(',')) {
      const text = trimBlanks(part);
      const length = DIGITS.test(text) ? Number(text) : Number.NaN;
      if (!(length < MOST)) {
        throw new HttpMessageError(`Content-Length is ${quoteBytes(value)}, which is not a number of bytes`);
      }
      if (found !== undefined && found !== length) {
        throw new HttpMessageError(`Content-Length is announced as ${found} and as ${length}`);
      }
      found = length;
    }
  }
  return found;
}

function endsInChunked(encodings: readonly string[]): boolean {
  const codings = encodings.join(',').split(',').map(trimBlanks);
  const last = codings.findLast((coding) => coding !== '');
  return last?.toLowerCase() === 'chunked';
}
