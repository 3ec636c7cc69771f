import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ErrorAnswer } from '../api.ts';

const compress = promisify(gzip);

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Wrong input of a request, in words. */
export class RequestError extends Error {
  override readonly name = 'RequestError' as const;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

export function json(value: unknown, status = 200): Answer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}

export function text(body: string, status = 200): Answer {
  return { status, type: 'text/plain; charset=utf-8', body };
}

export function errorAnswer(status: number, error: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const body: ErrorAnswer = { error };
  return { ...json(body, status), headers };
}

/** Nothing from elsewhere, nothing inline, in nobody's frame. */
const SECURITY = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

export function secure(response: ServerResponse): void {
  for (const [name, value] of Object.entries(SECURITY)) response.setHeader(name, value);
}

const GZIP_FROM_BYTES = 1024;

export async function send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const headers: Record<string, string> = {
    'cache-control': 'no-store',
    ...answer.headers,
    'content-type': answer.type,
  };
  let body = Buffer.from(answer.body);
  if (body.length >= GZIP_FROM_BYTES) {
    headers.vary = 'accept-encoding';
    if (wantsGzip(request)) {
      body = await compress(body);
      headers['content-encoding'] = 'gzip';
    }
  }
  if (answer.status !== 304) headers['content-length'] = String(body.length);
  response.writeHead(answer.status, headers);
  response.end(request.method === 'HEAD' || answer.status === 304 ? undefined : body);
}

/** RFC 9110 §12.5.3, as far as one coding goes: `gzip;q=0` refuses it. */
function wantsGzip(request: IncomingMessage): boolean {
  const codings = String(request.headers['accept-encoding'] ?? '').split(',');
  return codings.some((coding) => {
    const [name = '', ...parameters] = coding.split(';').map((part) => part.trim().toLowerCase());
    if (name !== 'gzip' && name !== 'x-gzip' && name !== '*') return false;
    return !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
