import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer, Server as SecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createIdentity } from '../../../demo/pki.ts';
import { NoAnswer, type Outgoing, type OutgoingRequest } from '../../../functions/net/outgoing.ts';
import { createConnections, createOutgoing } from '../../../functions/net/send.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const serve = async (answer: RequestListener) => `http://127.0.0.1:${await listen(createServer(answer))}/push`;
const post = (url: string, body = 'hello'): OutgoingRequest => ({
  url,
  method: 'POST',
  headers: { 'X-One': '1' },
  body: Buffer.from(body),
});
const soon = () => AbortSignal.timeout(20_000);
const failureOf = (sent: ReturnType<Outgoing>) =>
  sent.then(
    (answer) => expect.fail(`answered ${answer.status}`),
    (error: unknown) => error as Error,
  );

describe('what is sent out', () => {
  it('arrives whole and brings back status, headers and body', async () => {
    const url = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      response.writeHead(429, { 'Retry-After': '7' });
      response.end(`${request.method} ${request.url} ${request.headers['x-one']} ${Buffer.concat(chunks)}`);
    });
    const answer = await createOutgoing()(post(url), soon());
    expect(answer).toMatchObject({ status: 429, body: 'POST /push 1 hello', headers: { 'retry-after': '7' } });
  });

  it('goes over one kept connection', async () => {
    const sockets = new Set<Socket>();
    const url = await serve((request, response) => {
      sockets.add(request.socket);
      request.resume().on('end', () => response.end('ok'));
    });
    const outgoing = createOutgoing();
    for (let i = 0; i < 5; i++) await outgoing(post(url), soon());
    expect(sockets.size).toBe(1);
  });

  it('keeps as much of an answer as was asked for, as it came', async () => {
    const bytes = Buffer.alloc(200_000, Uint8Array.of(0xff, 0, 0x80));
    const url = await serve((_, response) => response.end(bytes));
    expect((await createOutgoing()({ ...post(url), keepBytes: 1_000_000 }, soon())).bytes.equals(bytes)).toBe(true);
    expect((await createOutgoing()({ ...post(url), keepBytes: 100_000 }, soon())).bytes).toHaveLength(100_000);
  });

  it('follows no redirect', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect((await createOutgoing()(post(url), soon())).status).toBe(307);
    expect(asked).toBe(1);
  });

  it('reads 64 KiB of an endless answer and no more', async () => {
    const url = await serve((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(10_000))) {}
      };
      response.on('drain', more);
      more();
    });
    expect((await createOutgoing()(post(url), soon())).body).toHaveLength(64 * 1024);
  });

  it('goes once more when the far side closed the kept connection meanwhile', async () => {
    let asked = 0;
    const url = await serve((request, response) => {
      asked += 1;
      // The second request on the first connection is cut off before any answer.
      if (asked === 2) request.socket.resetAndDestroy();
      else request.resume().on('end', () => response.end(String(asked)));
    });
    const outgoing = createOutgoing();
    await outgoing(post(url), soon());
    expect((await outgoing(post(url), soon())).body).toBe('3');
  });
});

describe('without a whole answer', () => {
  it('says so when the connection is reset', async () => {
    let asked = 0;
    const url = await serve((request) => {
      asked += 1;
      request.socket.resetAndDestroy();
    });
    expect(await failureOf(createOutgoing()(post(url), soon()))).toBeInstanceOf(NoAnswer);
    expect(asked).toBe(1);
  });

  it('says so when the far side changes to another protocol, which nobody asked for', async () => {
    const server = createServer();
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
      );
    });
    const url = `http://127.0.0.1:${await listen(server)}/`;
    const error = await failureOf(createOutgoing()(post(url), soon()));
    expect(error).toBeInstanceOf(NoAnswer);
    expect(error.message).toMatch(/ended before an answer/);
  });

  it('says so when the body breaks off', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    expect(await failureOf(createOutgoing()(post(url), soon()))).toBeInstanceOf(NoAnswer);
  });

  it('says so when the time is up, also in the middle of a body', async () => {
    const url = await serve((_, response) => void response.writeHead(200).write('half'));
    const error = await failureOf(createOutgoing()(post(url), AbortSignal.timeout(200)));
    expect(error).toBeInstanceOf(NoAnswer);
    expect(error.message).toContain('no whole answer in time');
  });

  it('says so when nobody listens or the name does not exist', async () => {
    const server = createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    const refused = await failureOf(createOutgoing()(post(`http://127.0.0.1:${port}/`), soon()));
    expect(refused).toBeInstanceOf(NoAnswer);
    expect(refused.message).toContain('ECONNREFUSED');
    expect(await failureOf(createOutgoing()(post('http://no.invalid/'), soon()))).toBeInstanceOf(NoAnswer);
  });

  it('goes once only where that was asked for, whatever became of its kept connection', async () => {
    let asked = 0;
    const url = await serve((request, response) => {
      asked += 1;
      if (asked === 2) request.socket.resetAndDestroy();
      else request.resume().on('end', () => response.end());
    });
    const outgoing = createOutgoing();
    await outgoing(post(url), soon());
    expect(await failureOf(outgoing({ ...post(url), once: true }, soon()))).toBeInstanceOf(NoAnswer);
    expect(asked).toBe(2);
  });

  it('sends nothing when it is given up already', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.end();
    });
    expect(await failureOf(createOutgoing()(post(url), AbortSignal.abort()))).toBeInstanceOf(NoAnswer);
    expect(asked).toBe(0);
  });
});

describe('over TLS', () => {
  it('trusts an authority of its own and shows a client certificate', async () => {
    const authority = await createIdentity({ authority: true, subject: 'CN=own authority' });
    const server = await createIdentity({ issuer: authority, names: ['127.0.0.1', 'localhost'] });
    const client = await createIdentity({ issuer: authority, client: true, subject: 'CN=sender' });
    const port = await listen(
      createSecureServer(
        { cert: server.certificate, key: server.key, ca: authority.certificate, requestCert: true },
        (request, response) => {
          const { subject } = (request.socket as import('node:tls').TLSSocket).getPeerCertificate();
          response.end(subject.CN);
        },
      ),
    );
    const url = `https://127.0.0.1:${port}/`;
    const outgoing = createOutgoing({ ca: authority.certificate, clientCertificate: client });
    expect((await outgoing(post(url), soon())).body).toBe('sender');
    const untrusting = await failureOf(createOutgoing()(post(url), soon()));
    expect(untrusting).toBeInstanceOf(NoAnswer);
    const nameless = createOutgoing({ ca: authority.certificate });
    expect(await failureOf(nameless(post(url), soon()))).toBeInstanceOf(NoAnswer);
  });
});

describe('a connection that is opened before there is anything to send', () => {
  async function watched(server: Server) {
    const seen = { connections: 0, requests: 0 };
    server.on(server instanceof SecureServer ? 'secureConnection' : 'connection', () => (seen.connections += 1));
    server.on('request', (request, response) => {
      seen.requests += 1;
      request.resume().on('end', () => response.end('ok'));
    });
    return { seen, port: await listen(server) };
  }

  it('carries the next request', async () => {
    const { seen, port } = await watched(createServer());
    const { open, send } = createConnections();
    open(`http://127.0.0.1:${port}/`);
    await new Promise(setImmediate);
    expect((await send(post(`http://127.0.0.1:${port}/push`), soon())).body).toBe('ok');
    expect(seen).toEqual({ connections: 1, requests: 1 });
  });

  it('has its TLS handshake behind it when the request comes', async () => {
    const server = await createIdentity({ names: ['127.0.0.1'] });
    const secure = createSecureServer({ cert: server.certificate, key: server.key });
    const { seen, port } = await watched(secure);
    const { open, send } = createConnections({ ca: server.certificate });
    const ready = once(secure, 'secureConnection');
    open(`https://127.0.0.1:${port}/`);
    await ready;
    expect(seen).toEqual({ connections: 1, requests: 0 });
    expect((await send(post(`https://127.0.0.1:${port}/push`), soon())).body).toBe('ok');
    expect(seen).toEqual({ connections: 1, requests: 1 });
  });

  it('throws nothing where nobody listens: the request says so', async () => {
    const { port } = await watched(createServer());
    const { open, send } = createConnections();
    await new Promise((resolve) => servers[0]?.close(resolve));
    open(`http://127.0.0.1:${port}/`);
    expect((await failureOf(send(post(`http://127.0.0.1:${port}/`), soon()))).message).toContain('ECONNREFUSED');
  });
});
