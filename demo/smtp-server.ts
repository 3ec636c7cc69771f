import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import type { Identity } from './pki.ts';

export interface SmtpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** A mail server that knows EHLO, STARTTLS (RFC 3207), NOOP and QUIT, and takes no mail. */
export async function startSmtpServer(host: string, name: string, identity: Identity): Promise<SmtpServer> {
  const secureContext = createSecureContext({ cert: identity.certificate, key: identity.key });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.write(`220 ${name} ESMTP Probewright demo\r\n`);
    converse(socket, name, secureContext);
  });
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A line longer than this is no command. */
const MAX_LINE = 1_000;

function converse(socket: Socket, name: string, secureContext: SecureContext): void {
  let held = '';
  const onData = (bytes: Buffer) => {
    held += bytes.toString('latin1');
    for (let end = held.indexOf('\n'); end >= 0; end = held.indexOf('\n')) {
      const command = held.slice(0, end).trim().toUpperCase();
      held = held.slice(end + 1);
      if (command === 'STARTTLS' && !(socket instanceof TLSSocket)) {
        socket.off('data', onData);
        socket.write('220 2.0.0 ready to start TLS\r\n');
        const secured = new TLSSocket(socket, { isServer: true, secureContext });
        secured.on('error', () => socket.destroy());
        return converse(secured, name, secureContext);
      }
      say(socket, command, name);
    }
    if (held.length > MAX_LINE) socket.end('500 5.5.2 line too long\r\n');
  };
  socket.on('data', onData);
}

function say(socket: Socket, command: string, name: string): void {
  const secured = socket instanceof TLSSocket;
  if (command.startsWith('EHLO')) {
    const offers = secured ? ['AUTH PLAIN LOGIN', '8BITMIME'] : ['STARTTLS', '8BITMIME'];
    const lines = [name, 'SIZE 10485760', ...offers];
    socket.write(lines.map((line, index) => `250${index === lines.length - 1 ? ' ' : '-'}${line}\r\n`).join(''));
  } else if (command === 'NOOP') socket.write('250 2.0.0 still here\r\n');
  else if (command === 'QUIT') socket.end('221 2.0.0 bye\r\n');
  else socket.write('502 5.5.1 this demo takes no mail\r\n');
}
