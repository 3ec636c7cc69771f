import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What stands before a far side at an address that stays, whether the far side answers or not. */
export interface SwitchedProxy {
  readonly url: string;
  /** While it is not up each connection is cut. */
  up: boolean;
  /** Which bodies it answers with 503 in the far side's place. */
  refuses: (body: Buffer) => boolean;
  /** Requests that came. */
  readonly asked: number;
}

export async function startSwitchedProxy(target: string): Promise<SwitchedProxy> {
  const { origin, pathname } = new URL(target);
  const proxy = { url: '', up: true, refuses: (_: Buffer) => false, asked: 0 };
  const server = createServer(async (request, response) => {
    proxy.asked += 1;
    const body = Buffer.concat(await Array.fromAsync(request));
    if (!proxy.up) {
      request.socket.destroy();
      return;
    }
    if (proxy.refuses(body)) {
      response.writeHead(503).end('not this one');
      return;
    }
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
    const answer = await fetch(`${origin}${request.url}`, {
      method: request.method ?? 'POST',
      headers: headers as Record<string, string>,
      body,
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return Object.assign(proxy, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}` });
}
