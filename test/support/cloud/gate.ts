import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before receivers: while it is shut, all of them are down. */
export interface Gate {
  readonly url: string;
  open: boolean;
  /** Requests that met it shut. */
  readonly refused: number;
  stop(): Promise<void>;
}

/** @param receivers where a path's first part leads: `loki` → `http://127.0.0.1:PORT` */
export async function startGate(receivers: Readonly<Record<string, string>>): Promise<Gate> {
  const state = { open: true, refused: 0 };
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    if (!state.open) {
      state.refused += 1;
      response.writeHead(503).end('shut');
      return;
    }
    const [, first = ''] = (request.url ?? '').split('/');
    const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    for (const name of ['host', 'connection', 'content-length', 'transfer-encoding', 'expect']) headers.delete(name);
    const answer = await fetch(`${receivers[first]}${request.url}`, {
      method: 'POST',
      headers,
      body: Buffer.concat(pieces),
    });
    const own = [...answer.headers].filter(([name]) => /^(?:x-prometheus|retry-after|content-type)/.test(name));
    response.writeHead(answer.status, Object.fromEntries(own)).end(Buffer.from(await answer.arrayBuffer()));
  };
  const server = createServer((request, response) => void pass(request, response).catch(() => response.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get open() {
      return state.open;
    },
    set open(open) {
      state.open = open;
    },
    get refused() {
      return state.refused;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
