import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

const LISTENER = `
const { createServer } = require('node:net');
const { parentPort } = require('node:worker_threads');
const server = createServer();
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  // Blocks the thread at once, so that nobody ever accepts: once the backlog is full, the kernel drops every SYN.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

export interface SilentPort {
  readonly port: number;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A port on loopback that answers no connection request at all, like a host that is switched off. */
export async function createSilentPort(): Promise<SilentPort> {
  const worker = new Worker(LISTENER, { eval: true });
  const [port] = (await once(worker, 'message')) as [number];
  // The first two fill the backlog: on loopback the kernel establishes a connection within connect(2).
  const fillers = Array.from({ length: 8 }, () => connect({ port, host: '127.0.0.1' }).on('error', () => undefined));
  await once(fillers[0] as Socket, 'connect');
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const filler of fillers) filler.destroy();
      await worker.terminate();
    },
  };
}
