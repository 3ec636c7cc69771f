import { FaultError } from '../../lib/model/failure.ts';
import { type Fields, isToken } from './http-fields.ts';

/** A request, ready to be sent. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, as RFC 9112 §3.2.1 has it. */
  readonly path: string;
  /** Sent in this order. `Content-Length` is among them where there is a body. */
  readonly headers: Fields;
  readonly body?: Uint8Array;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are forbidden
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;

/**
 * The bytes of a request. Whatever could end a line where none ends is refused, since values may come from a response
 * (a capture) or a secret; the message never shows a value.
 *
 * @throws FaultError PW5008
 */
export function encodeRequest(request: HttpRequest): Buffer {
  const { method, path, headers, body } = request;
  if (!isToken(method)) throw unusable(`The method «${printable(method)}» is not a word of letters`);
  if (/[^\x21-\x7e]/.test(path)) throw unusable('The path holds a blank or a control character');
  let head = `${method} ${path} HTTP/1.1\r\n`;
  for (const [name, value] of headers) {
    if (!isToken(name)) throw unusable(`«${printable(name)}» is not the name of a header`);
    if (CONTROL.test(value)) {
      throw unusable(`The value of the header ${name} holds a line break or another control character`);
    }
    head += `${name}: ${value}\r\n`;
  }
  const bytes = Buffer.from(`${head}\r\n`);
  return body && body.length > 0 ? Buffer.concat([bytes, body]) : bytes;
}

function unusable(message: string): FaultError {
  return new FaultError('PW5008', `${message}: check the definition and the captures and secrets that it uses`);
}

function printable(text: string): string {
  return JSON.stringify(text.slice(0, 60)).slice(1, -1);
}
