import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import type { Identity } from '../../../demo/pki.ts';
import type { Served } from '../scenario.ts';

/** A plain HTTP server. */
export function http(listener: RequestListener, path = '/'): () => Promise<Served> {
  return async () => {
    const server = createServer(listener);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      target: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
      close: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  };
}

/** An HTTPS server with this identity; the target names `localhost`, so that a name is sent and checked. */
export function https(
  identity: () => Promise<{ readonly chain: string; readonly key: string }>,
  options: { readonly maxVersion?: 'TLSv1.2' } = {},
) {
  return async (): Promise<Served> => {
    const { chain, key } = await identity();
    const server = createTlsServer({ cert: chain, key, ...options }, (_, response) => response.end('secure'));
    server.on('tlsClientError', () => undefined);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      target: `https://localhost:${(server.address() as AddressInfo).port}/`,
      close: async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  };
}

/** A server that handles each connection by hand; the target is `prefix` and its address. */
export function raw(handle: (socket: Socket) => void, prefix = ''): () => Promise<Served> {
  return async () => {
    const sockets = new Set<Socket>();
    const server = createSocketServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
      handle(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      target: `${prefix}127.0.0.1:${(server.address() as AddressInfo).port}`,
      close: async () => {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  };
}

/** A port on which nobody listens. */
export function closedPort(prefix = ''): () => Promise<Served> {
  return async () => {
    const served = await raw(() => undefined, prefix)();
    await served.close();
    return { target: served.target, close: async () => undefined };
  };
}

/** Certificates in the order in which a server sends them. */
export const chainOf = (...identities: readonly Identity[]): string =>
  identities.map(({ certificate }) => certificate).join('');
