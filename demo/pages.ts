import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What a page answers. */
interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as HTML, anything else as JSON. */
  readonly body: unknown;
  /** @default 0 */
  readonly delayMs?: number;
}
type Page = (request: { readonly headers: IncomingMessage['headers']; readonly body: string }) => Answer;

/** Longer than what the probe of it expects. */
const SLOW_MS = 900;
/** The recommendations fail from this second of each minute to its end. */
export const FLAKY_FROM_SECOND = 40;
const MAX_BODY_BYTES = 64 * 1024;

/** All pages of the demo's shop, by method and path. */
export function createPages(now: () => number = Date.now): Readonly<Record<string, Page>> {
  const nonces = new Set<string>();
  const sessions = new Set<string>();
  return {
    'GET /': () => ({ body: '<!doctype html><title>Demo shop</title><h1>Welcome to the demo shop</h1>\n' }),
    'GET /old': () => ({ status: 301, headers: { Location: '/' }, body: 'This page has moved.\n' }),
    'GET /search': () => ({
      body: {
        status: 'ok',
        total: 2,
        items: [
          { id: 7, name: 'Teapot' },
          { id: 9, name: 'Tea cosy' },
        ],
      },
    }),
    'GET /reports': () => ({ body: { status: 'ok', rows: 120 }, delayMs: SLOW_MS }),
    'GET /recommendations': () => recommendations(new Date(now()).getUTCSeconds()),
    'GET /checkout': () => ({
      status: 500,
      headers: { 'X-Request-Id': randomUUID() },
      body: { error: 'no database connection left', pool: { size: 20, waiting: 143 }, since: 'release 2026.47' },
    }),
    'GET /beta': () => ({ status: 503, headers: { 'Retry-After': '3600' }, body: 'The beta is not open yet.\n' }),
    'GET /payments/health': () => ({ body: { status: 'UP', provider: 'testpay', waiting: 3 } }),
    'GET /partner/stock': ({ headers }) => stock(headers.authorization),
    'POST /session': () => ({ status: 201, body: { nonce: remember(nonces) } }),
    'POST /login': ({ body }) => logIn(body, nonces, sessions),
    'GET /cart': ({ headers }) => cart(headers.authorization, sessions),
  };
}

/** Serves the pages. */
export function servePages(pages: Readonly<Record<string, Page>>) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://shop.localhost');
    const page = pages[`${request.method === 'HEAD' ? 'GET' : request.method} ${pathname}`] ?? missing;
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > MAX_BODY_BYTES) request.destroy();
      else chunks.push(chunk);
    });
    request.on('end', () => {
      const answer = page({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      setTimeout(send, answer.delayMs ?? 0, response, answer);
    });
  };
}

function send(response: ServerResponse, { status = 200, headers, body }: Answer): void {
  const isText = typeof body === 'string';
  const type = isText ? 'text/html; charset=utf-8' : 'application/json';
  response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', ...headers });
  response.end(isText ? body : `${JSON.stringify(body)}\n`);
}

const missing: Page = () => ({ status: 404, body: 'There is no such page in the demo shop.\n' });

function recommendations(second: number): Answer {
  if (second < FLAKY_FROM_SECOND) return { body: { status: 'ok', items: ['Teapot'] } };
  return {
    status: 503,
    headers: { 'Retry-After': String(60 - second) },
    body: { error: 'the model is being reloaded', every: '1 minute', back_in_seconds: 60 - second },
  };
}

function logIn(body: string, nonces: Set<string>, sessions: Set<string>): Answer {
  const { nonce } = Object(parse(body)) as { nonce?: unknown };
  if (typeof nonce !== 'string' || !nonces.delete(nonce)) {
    return { status: 403, body: { error: 'the nonce is unknown or was used before' } };
  }
  return { body: { token: remember(sessions), expires_in: 300 } };
}

function cart(authorization: string | undefined, sessions: Set<string>): Answer {
  if (!sessions.has(authorization?.replace(/^Bearer /, '') ?? '')) {
    return { status: 401, headers: { 'WWW-Authenticate': 'Bearer' }, body: { error: 'log in first' } };
  }
  return { body: { status: 'open', items: [{ id: 7, name: 'Teapot', count: 1 }], total: 24.5 } };
}

/** Whoever has a token is a partner. */
function stock(authorization: string | undefined): Answer {
  if (!/^Bearer \S/.test(authorization ?? '')) {
    return { status: 401, headers: { 'WWW-Authenticate': 'Bearer' }, body: { error: 'partners have a token' } };
  }
  return { body: { status: 'ok', items: [{ id: 7, name: 'Teapot', in_stock: 12 }] } };
}

/** Keeps a new random value; the oldest are forgotten, since a demo may run for days. */
function remember(values: Set<string>): string {
  const value = randomUUID();
  values.add(value);
  for (const oldest of values) {
    if (values.size <= 1_000) break;
    values.delete(oldest);
  }
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
