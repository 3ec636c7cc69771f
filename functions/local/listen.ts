import type { Server } from 'node:http';
import { holderOf } from './port-holder.ts';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** The page cannot be served where it was asked for: wrong input, in words. */
export class ListenError extends Error {
  override readonly name = 'ListenError' as const;
}

/** Resolves with the port (another one where 0 was asked for). Throws ListenError, which names who has the port. */
export async function listen(server: Server, { host, port }: ListenAddress): Promise<number> {
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen({ host: host === '' ? '::' : host, port }, () => resolve(undefined));
  });
  if (failure) throw new ListenError(await explain(failure, host, port), { cause: failure });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function explain(failure: NodeJS.ErrnoException, host: string, port: number): Promise<string> {
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (failure.code === 'EADDRINUSE') {
    const holder = await holderOf(port);
    const who = holder === undefined ? 'another process' : holder;
    return `The address ${where} is taken by ${who}. Stop it, or choose another port: --listen ${host || '127.0.0.1'}:${port + 1}`;
  }
  if (failure.code === 'EACCES') {
    return `This user may not listen on ${where}. Choose a port above 1023: --listen ${host || '127.0.0.1'}:9115`;
  }
  if (failure.code === 'EADDRNOTAVAIL' || failure.code === 'ENOTFOUND') {
    return `'${host}' is no address of this machine. Use --listen 127.0.0.1:${port}, or 0.0.0.0:${port} for all of its addresses.`;
  }
  return `Cannot listen on ${where}: ${failure.message}`;
}
