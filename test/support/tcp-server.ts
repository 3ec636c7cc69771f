import { once } from 'node:events';
import { type AddressInfo, createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls';

export interface TestServer {
  readonly port: number;
  /** Also cuts off those who are connected. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A server on loopback that does with each connection what the test says. */
export async function serveTcp(handle: (socket: Socket) => void, host = '127.0.0.1'): Promise<TestServer> {
  return start(createPlainServer({ allowHalfOpen: true }, handle), host);
}

/** The same over TLS. */
export async function serveTls(
  options: TlsOptions,
  handle: (socket: TLSSocket) => void = () => undefined,
): Promise<TestServer> {
  const server = createTlsServer(options, (socket) => {
    socket.on('error', () => undefined);
    handle(socket);
  });
  server.on('tlsClientError', () => undefined);
  return start(server, '127.0.0.1');
}

async function start(server: Server, host: string): Promise<TestServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers line by line: what `say` returns is sent; undefined says nothing. */
export function speaks(
  greeting: string,
  say: (line: string, socket: Socket) => string | undefined,
): (socket: Socket) => void {
  return (socket) => {
    if (greeting) socket.write(greeting);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n')) {
        const answer = say(text.slice(0, at).trim(), socket);
        text = text.slice(at + 1);
        if (answer) socket.write(answer);
      }
    });
  };
}
