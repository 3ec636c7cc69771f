import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import type { LiveEvent, ProbeAnswer, ProbesAnswer, RunAnswer, RunsAnswer } from '../../functions/local/api.ts';

const PAGE = new URL('../../functions/local/page/', import.meta.url);
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ts': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** What the fixture answers; tests change it as they go. */
export interface PageState {
  probes: ProbesAnswer;
  details: ReadonlyMap<string, ProbeAnswer>;
  runs: ReadonlyMap<string, RunsAnswer>;
  /** What `POST …/run` answers; it is awaited. */
  run: (name: string) => Promise<RunAnswer>;
}

export interface PageFixture {
  readonly origin: string;
  readonly state: PageState;
  /** Sends an event to every page that listens. */
  send(event: LiveEvent): void;
  /** How many pages listen. */
  listeners(): number;
  /** Stops accepting and ends all connections, as a runner that was killed. */
  down(): Promise<void>;
  /** Comes back on the same port. */
  up(): Promise<void>;
}

/** Serves the page as the local runner does (same policy, types stripped), with answers that a test decides. */
export async function startPageFixture(state: PageState): Promise<PageFixture> {
  const streams = new Set<ServerResponse>();
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, state, streams).catch((error: unknown) => response.destroy(error as Error));
  };
  let server = createServer(handle);
  await listen(server, 0);
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    state,
    send({ event, data }) {
      for (const stream of streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    listeners: () => streams.size,
    async down() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
    async up() {
      server = createServer(handle);
      await listen(server, port);
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  state: PageState,
  streams: Set<ServerResponse>,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  response.setHeader('content-security-policy', POLICY);
  response.setHeader('x-content-type-options', 'nosniff');
  if (pathname === '/' || pathname.startsWith('/page/')) return servePage(pathname, response);
  if (pathname === '/api/events') return listenTo(response, streams);
  if (pathname === '/api/probes') return json(response, 200, state.probes);
  if (pathname === '/api/runs') return json(response, 200, runsOf(state, searchParams));
  const [, name = '', run] = /^\/api\/probes\/([^/]+)(\/run)?$/.exec(pathname) ?? [];
  if (run !== undefined && request.method === 'POST') return json(response, 200, await state.run(name));
  const detail = state.details.get(name);
  return detail === undefined ? json(response, 404, { error: `there is no ${pathname}` }) : json(response, 200, detail);
}

const stripped = new Map<string, string>();

/** Types away; once a file, since the parser is slow. */
function strip(file: string, text: string): string {
  const known = stripped.get(file) ?? stripTypeScriptTypes(text);
  stripped.set(file, known);
  return known;
}

async function servePage(pathname: string, response: ServerResponse): Promise<void> {
  const file = pathname === '/' ? 'index.html' : pathname.slice('/page/'.length);
  const text = await readFile(new URL(file, PAGE), 'utf8').catch(() => undefined);
  if (text === undefined) return json(response, 404, { error: `there is no ${pathname}` });
  response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
  response.end(extname(file) === '.ts' ? strip(file, text) : text);
}

function listenTo(response: ServerResponse, streams: Set<ServerResponse>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': hello\n\n');
  streams.add(response);
  response.on('close', () => streams.delete(response));
}

function runsOf(state: PageState, parameters: URLSearchParams): RunsAnswer {
  const known = state.runs.get(parameters.get('probe') ?? '') ?? { runs: [], more: false };
  const from = Number(parameters.get('from') ?? 0);
  return { runs: known.runs.filter((run) => run.tickMs >= from), more: known.more };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
