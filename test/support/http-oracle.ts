import { type IncomingMessage, request } from 'node:http';
import { Duplex } from 'node:stream';
import type { HttpInput } from './http-messages.ts';

/** What a client made of an input: a whole response, or why not. */
export type Reading =
  | { readonly status: number; readonly headers: readonly string[]; readonly body: Buffer }
  | { readonly refused: string };

/** What Node's own HTTP client makes of an input. */
export function readWithNode({ method, pieces }: HttpInput): Promise<Reading> {
  return new Promise((resolve) => {
    const socket = new PretendSocket();
    const outgoing = request({
      createConnection: () => socket,
      method,
      headers: { Host: 'target.example', Connection: 'close' },
      maxHeaderSize: 65_536,
    });
    const refuse = (error: NodeJS.ErrnoException) => resolve({ refused: error.code ?? error.message });
    outgoing.on('error', refuse);
    outgoing.on('upgrade', (response) => resolve(readingOf(response, [])));
    outgoing.on('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', refuse);
      response.on('end', () => resolve(readingOf(response, parts)));
    });
    outgoing.end();
    setImmediate(() => {
      for (const piece of pieces) socket.push(piece);
      socket.push(null);
    });
  });
}

function readingOf(response: IncomingMessage, parts: Buffer[]): Reading {
  return { status: response.statusCode ?? 0, headers: response.rawHeaders, body: Buffer.concat(parts) };
}

/** As much of a socket as Node's client asks for; what is written to it is gone. */
class PretendSocket extends Duplex {
  override _read(): void {}
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
