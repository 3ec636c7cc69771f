import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** The messages that answer a query, in order; none means silence. */
export type DnsAnswer = (query: Buffer, transport: 'udp' | 'tcp') => readonly Buffer[];

export interface DnsServer {
  /** The same for UDP and TCP. */
  readonly port: number;
  close(): Promise<void>;
}

export interface DnsServerOptions {
  /** @default '127.0.0.1' */
  readonly host?: string;
  readonly answer: DnsAnswer;
  /** PEM text; the TCP side then speaks TLS (RFC 7858). */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/** Starts a DNS server on one free port, over UDP and TCP. What it says is up to `answer`. */
export async function startDnsServer({ host = '127.0.0.1', answer, tls }: DnsServerOptions): Promise<DnsServer> {
  const sockets = new Set<Socket>();
  const serve = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    serveStream(socket, answer);
  };
  const { tcp, udp, port } = await listen(host, () =>
    tls ? createTlsServer({ cert: tls.certificate, key: tls.key }, serve) : createServer(serve),
  );
  udp.on('message', (query, from) => {
    for (const reply of answer(query, 'udp')) udp.send(reply, from.port, from.address);
  });
  return {
    port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      const closed = [once(tcp, 'close'), once(udp, 'close')];
      tcp.close();
      udp.close();
      await Promise.all(closed);
    },
  };
}

/** Each message goes behind its length in two bytes. */
function serveStream(socket: Socket, answer: DnsAnswer): void {
  let held = Buffer.alloc(0);
  socket.on('data', (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
      const end = 2 + held.readUInt16BE(0);
      for (const reply of answer(held.subarray(2, end), 'tcp')) {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(reply.length);
        socket.write(Buffer.concat([length, reply]));
      }
      held = held.subarray(end);
    }
  });
}

/** A free UDP port may be taken for TCP: then another one is tried. */
async function listen(host: string, create: () => Server): Promise<{ tcp: Server; udp: UdpSocket; port: number }> {
  for (let tries = 1; ; tries += 1) {
    const udp = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    udp.bind(0, host);
    await once(udp, 'listening');
    const { port } = udp.address();
    const tcp = create();
    try {
      tcp.listen(port, host);
      await once(tcp, 'listening');
      return { tcp, udp, port };
    } catch (error) {
      udp.close();
      if (tries === 10) throw error;
    }
  }
}
