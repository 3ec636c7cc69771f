import { type Fields, parseFields } from './http-fields.ts';
import { HttpMessageError, quoteBytes } from './http-message-error.ts';

/** The head of a response. */
export interface ResponseHead {
  readonly version: 1 | 1.1;
  /** 100 to 999. */
  readonly status: number;
  readonly headers: Fields;
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: [^\r\n]*)?$/;

/**
 * Reads the head of a response (RFC 9112 §4), given as latin-1 text without the empty line that ends it.
 *
 * The status line is `HTTP/1.0` or `HTTP/1.1` in capitals, one space, and a code from 100 to 999; the reason phrase may
 * be left out, with its space too, and may hold anything. HTTP/0.9, HTTP/2.0 and codes below 100 are refused.
 *
 * @throws HttpMessageError
 */
export function parseHead(text: string): ResponseHead {
  const lf = text.indexOf('\n');
  const end = lf < 0 ? text.length : lf;
  const line = text.slice(0, end > 0 && text.charCodeAt(end - 1) === 13 ? end - 1 : end);
  const match = STATUS_LINE.exec(line);
  if (!match) throw new HttpMessageError(`expected a status line such as «HTTP/1.1 200 OK», got ${quoteBytes(line)}`);
  return {
    version: match[1] === '1' ? 1.1 : 1,
    status: Number(match[2]),
    headers: lf < 0 ? [] : parseFields(text.slice(lf + 1)),
  };
}
