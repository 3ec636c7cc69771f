import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import { errorAnswer, RequestError, secure, send } from './answer.ts';
import type { Guard } from './guard.ts';

/** Answers a request, or takes the response over (events) and returns undefined. */
export type Handler = (context: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** What stands for `*` in the route's path, decoded. */
  readonly part: string;
}) => Promise<Answer | undefined> | Answer | undefined;

/** `GET /api/probes/*`: one `*` stands for one part of the path. HEAD is answered where GET is. */
export type Routes = Readonly<Record<string, Handler>>;

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handle: Handler;
}

export interface HttpServer {
  readonly server: Server;
  /** From now on these are answered; until then everything is 503. */
  serve(routes: Routes): void;
}

export function createHttpServer(guard: Guard, onFault: (error: unknown) => void): HttpServer {
  let table: readonly Route[] | undefined;
  const server = createServer((request, response) => {
    secure(response);
    void respond(table, guard, request, response, onFault);
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.maxConnections = 512;
  return {
    server,
    serve(routes) {
      table = Object.entries(routes).map(([key, handle]) => routeOf(key, handle));
    },
  };
}

async function respond(
  table: readonly Route[] | undefined,
  guard: Guard,
  request: IncomingMessage,
  response: ServerResponse,
  onFault: (error: unknown) => void,
): Promise<void> {
  try {
    const refused = guard(request);
    const answer = refused ? errorAnswer(refused.status, refused.error) : await route(table, request, response);
    if (answer) await send(request, response, answer);
  } catch (error) {
    const answer = asAnswer(error, onFault);
    if (response.headersSent) response.destroy();
    else await send(request, response, answer).catch(() => response.destroy());
  }
}

async function route(
  table: readonly Route[] | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer | undefined> {
  if (!table) throw new RequestError(503, 'Probewright is starting: it reads its journal.', { 'retry-after': '1' });
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  if (!url) throw new RequestError(400, 'The address of this request cannot be understood.');
  const path = url.pathname;
  const matching = table.filter(({ pattern }) => pattern.test(path));
  if (matching.length === 0) throw new RequestError(404, `There is nothing at ${path.slice(0, 200)}.`);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const found = matching.find((one) => one.method === method);
  if (!found) {
    const allow = matching.map((one) => one.method).join(', ');
    throw new RequestError(405, `${request.method} is not for ${path.slice(0, 200)}; it takes ${allow}.`, { allow });
  }
  const part = decoded(found.pattern.exec(path)?.[1] ?? '');
  return await found.handle({ request, response, query: url.searchParams, part });
}

function asAnswer(error: unknown, onFault: (error: unknown) => void): Answer {
  if (error instanceof RequestError) return errorAnswer(error.status, error.message, error.headers);
  onFault(error);
  return errorAnswer(500, 'A fault of ours; the log of the runner says more.');
}

function routeOf(key: string, handle: Handler): Route {
  const [method = '', path = ''] = key.split(' ');
  return { method, pattern: new RegExp(`^${path.split('*').map(RegExp.escape).join('([^/]+)')}$`), handle };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new RequestError(400, 'The address of this request is not well-formed.');
  }
}
