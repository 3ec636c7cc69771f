import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { KeeperStatus } from './keeper.ts';
import { keeperMetrics } from './keeper-metrics.ts';

/** What Alertmanager tells its receiver. */
export interface ToldAlerts {
  readonly atMs: number;
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

export interface KeeperServerOptions {
  readonly host: string;
  readonly port: number;
  readonly status: () => KeeperStatus;
  /** What else is known, for `GET /api/state`. */
  readonly state: () => object;
  readonly now: () => number;
  readonly onAlerts: (told: ToldAlerts) => void;
}

const MOST_BYTES = 4 * 1024 * 1024;
const MOST_TOLD = 500;

/**
 * `GET /metrics`, `/-/healthy`, `/-/ready` (200 in the state ready alone), `/api/state`, `/api/alerts` (what was told), and `POST /alerts`, where
 * Alertmanager tells.
 */
export async function startKeeperServer(options: KeeperServerOptions): Promise<Server> {
  const told: ToldAlerts[] = [];
  const server = createServer((request, response) => {
    answer(request, options, told).then(
      ({ status, type, text }) => response.writeHead(status, { 'content-type': type }).end(text),
      (error: unknown) => response.writeHead(400, { 'content-type': 'text/plain' }).end(`${error}\n`),
    );
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  return server;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

async function answer(request: IncomingMessage, options: KeeperServerOptions, told: ToldAlerts[]): Promise<Answer> {
  const json = (value: unknown): Answer => ({
    status: 200,
    type: 'application/json',
    text: `${JSON.stringify(value)}\n`,
  });
  const plain = (status: number, text: string): Answer => ({ status, type: 'text/plain', text: `${text}\n` });
  switch (`${request.method} ${request.url}`) {
    case 'GET /-/healthy':
      return plain(200, 'ok');
    case 'GET /-/ready': {
      const { state, words } = options.status();
      return plain(state === 'ready' ? 200 : 503, words);
    }
    case 'GET /metrics':
      return { status: 200, type: 'text/plain; version=0.0.4', text: await keeperMetrics(options.status()) };
    case 'GET /api/state':
      return json({ keeper: options.status(), ...options.state() });
    case 'GET /api/alerts':
      return json(told);
    case 'POST /alerts': {
      const { status, alerts } = JSON.parse(await bodyOf(request)) as Pick<ToldAlerts, 'status' | 'alerts'>;
      const one = {
        atMs: options.now(),
        status,
        alerts: alerts.map(({ status: of, labels }) => ({ status: of, labels })),
      };
      told.push(one);
      if (told.length > MOST_TOLD) told.shift();
      options.onAlerts(one);
      return plain(200, 'ok');
    }
    default:
      return plain(404, 'There is /metrics, /-/ready, /-/healthy, /api/state and /api/alerts.');
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
