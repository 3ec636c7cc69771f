import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Identity } from './pki.ts';

export interface WebServer {
  readonly port: number;
  close(): Promise<void>;
}

export async function startWebServer(host: string, serve: RequestListener): Promise<WebServer> {
  return listen(createServer(serve), host);
}

/** One port for all names: the certificate is chosen by the name that the client sends (SNI). */
export async function startSecureWebServer(
  host: string,
  serve: RequestListener,
  identities: ReadonlyMap<string, Identity>,
  fallback: Identity,
): Promise<WebServer> {
  const contexts = new Map(
    [...identities].map(([name, { certificate, key }]) => [name, createSecureContext({ cert: certificate, key })]),
  );
  const server = createSecureServer(
    {
      cert: fallback.certificate,
      key: fallback.key,
      SNICallback: (name, done) => done(null, contexts.get(name)),
    },
    serve,
  );
  return listen(server, host);
}

async function listen(server: Server | ReturnType<typeof createSecureServer>, host: string): Promise<WebServer> {
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
