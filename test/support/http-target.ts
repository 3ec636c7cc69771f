import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { Identity } from '../../demo/pki.ts';
import { httpKind } from '../../functions/kinds/http/prober.ts';
import type { Seen } from '../../lib/model/observation.ts';
import type { HttpSettings } from '../../lib/model/settings.ts';
import { lendRun } from './lent-run.ts';

/** A request as it arrived, in full. */
export interface Arrived {
  /** `GET /path HTTP/1.1` */
  readonly line: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** How many requests came before it. */
  readonly number: number;
  /** The value of a header that stands once. */
  header(name: string): string | undefined;
}

export interface HttpTarget {
  readonly port: number;
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly arrived: readonly Arrived[];
}

/** What a target does with a request: bytes to send before it closes, or all by itself. */
export type Answer = (request: Arrived, socket: Socket) => string | Buffer | undefined;

/** A server over raw sockets on loopback, gone when the test is over. With an identity it speaks TLS. */
export async function httpTarget(
  answer: Answer,
  identity?: Pick<Identity, 'certificate' | 'key'>,
): Promise<HttpTarget> {
  const sockets = new Set<Socket>();
  const arrived: Arrived[] = [];
  const serve = (socket: Socket) => {
    let text = '';
    let answered = false;
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      const request = answered ? undefined : requestIn(text, arrived.length);
      if (!request) return;
      answered = true;
      arrived.push(request);
      const reply = answer(request, socket);
      if (reply !== undefined) socket.end(typeof reply === 'string' ? Buffer.from(reply, 'latin1') : reply);
    });
  };
  const server = identity
    ? createTlsServer({ cert: identity.certificate, key: identity.key }, serve)
    : createServer(serve);
  server.on('tlsClientError', () => undefined);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, host: `127.0.0.1:${port}`, arrived };
}

function requestIn(text: string, number: number): Arrived | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [line = '', ...rows] = text.slice(0, end).split('\r\n');
  const headers = rows.map((row) => [row.slice(0, row.indexOf(':')), row.slice(row.indexOf(':') + 2)] as const);
  const header = (name: string) => headers.find(([given]) => given.toLowerCase() === name.toLowerCase())?.[1];
  const body = text.slice(end + 4);
  if (body.length < Number(header('content-length') ?? 0)) return undefined;
  return { line, headers, body, number, header };
}

/** A whole response with a body and its length. */
export function response(status: number, body = '', headers: Readonly<Record<string, string>> = {}): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Said\r\nContent-Length: ${body.length}\r\n${lines.join('')}\r\n${body}`;
}

export const SETTINGS: HttpSettings = {
  method: 'GET',
  headers: [],
  maxRedirects: 10,
  maxBodyBytes: 10_485_760,
  addressFamily: 'prefer-ip4',
  tls: { verify: true, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
};

/** One observation, as the engine would have it made. */
export function observe(
  target: string,
  settings: Partial<HttpSettings> = {},
  run: Parameters<typeof lendRun>[0] = {},
): Promise<Seen<'http'>> {
  return httpKind.observe(target, { ...SETTINGS, ...settings }, lendRun(run));
}
