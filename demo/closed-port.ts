import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

export interface ClosedPort {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * A port that refuses connections for as long as it is kept: it belongs to the near end of a connection that is held open,
 * so that no other program is given it meanwhile.
 */
export async function holdClosedPort(host: string): Promise<ClosedPort> {
  const server = createServer((socket) => socket.on('error', () => socket.destroy()));
  server.listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, 'connection');
  const held = connect({ host: host === '0.0.0.0' ? '127.0.0.1' : host, port });
  held.on('error', () => held.destroy());
  await Promise.all([once(held, 'connect'), accepted]);
  return {
    port: held.localPort ?? 0,
    close: async () => {
      const closed = once(server, 'close');
      held.destroy();
      server.close();
      await closed;
    },
  };
}
