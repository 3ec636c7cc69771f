import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ownAddress } from './own-address.ts';

export interface SlowTarget {
  /** `http://ADDRESS:PORT` */
  readonly base: string;
  stop(): Promise<void>;
}

/** Answers every request after a while: 200, and 503 to every seventh page, so that there is something to report. */
export async function startSlowTarget(delayMs: number): Promise<SlowTarget> {
  const server = createServer((request, response) => {
    const page = Number(/page-(\d+)$/.exec(request.url ?? '')?.[1] ?? 0);
    setTimeout(() => response.writeHead(page % 7 === 6 ? 503 : 200).end('a page'), delayMs);
  });
  const address = ownAddress();
  server.listen(0, address);
  await once(server, 'listening');
  return {
    base: `http://${address}:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
