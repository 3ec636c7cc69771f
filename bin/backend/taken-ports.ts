import { createServer } from 'node:net';
import { type Addresses, hostOf, type Port, portOf } from '../../lib/backend/addresses.ts';
import { holderOf } from './port-holder.ts';

/** In words, each place of these parts at which somebody else listens already; empty when all are free. */
export async function takenPorts(addresses: Addresses, parts: readonly string[]): Promise<string[]> {
  const wanted = (Object.keys(addresses) as Port[]).filter((name) => parts.includes(name.split('.')[0] ?? ''));
  const taken: string[] = [];
  for (const name of wanted) {
    const { listen } = addresses[name];
    const problem = await listenProblem(hostOf(listen), portOf(listen));
    if (problem === undefined) continue;
    const holder = problem === 'EADDRINUSE' ? await holderOf(portOf(listen)) : undefined;
    const by = holder ? `taken by process ${holder.pid} (${holder.command})` : `not to be had (${problem})`;
    taken.push(`${listen}, where ${name.split('.')[0]} is to listen, is ${by}`);
  }
  return taken;
}

function listenProblem(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
