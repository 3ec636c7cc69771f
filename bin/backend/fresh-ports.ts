import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { PORTS, type Port } from '../../lib/backend/addresses.ts';

/** A port for each place that was free a moment ago, all different. */
export async function freshPorts(): Promise<(port: Port) => number> {
  const names = Object.keys(PORTS) as Port[];
  const servers = await Promise.all(
    names.map(async (name) => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return [name, server] as const;
    }),
  );
  const found = new Map(servers.map(([name, server]) => [name, (server.address() as AddressInfo).port]));
  await Promise.all(servers.map(([, server]) => new Promise((resolve) => server.close(resolve))));
  return (port) => found.get(port) ?? PORTS[port];
}
