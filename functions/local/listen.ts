import type { Server } from 'node:http';
import { holderOf } from './port-holder.ts';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** The page cannot be served where it was asked for: wrong input, in words. */
export class ListenError extends Error {
  override readonly name = 'ListenError' as const;
  /** HOST:PORT that may do instead. */
  readonly instead: string | undefined;

  constructor(message: string, instead: string | undefined, options: ErrorOptions) {
    super(message, options);
    this.instead = instead;
  }
}

/** Resolves with the port (another one where 0 was asked for). Throws ListenError, which names who has the port. */
export async function listen(server: Server, { host, port }: ListenAddress): Promise<number> {
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    server.once('error', resolve);
    server.listen({ host: host === '' ? '::' : host, port }, () => resolve(undefined));
  });
  if (failure) throw await explain(failure, host, port);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

async function explain(failure: NodeJS.ErrnoException, host: string, port: number): Promise<ListenError> {
  const error = (message: string, instead?: string) => new ListenError(message, instead, { cause: failure });
  const where = addressOf(host, port);
  if (failure.code === 'EADDRINUSE') {
    const holder = await holderOf(port);
    const who = holder === undefined ? 'another process' : holder;
    const instead = addressOf(host || '127.0.0.1', port < 65_535 ? port + 1 : 9115);
    return error(
      `The address ${where} is taken by ${who}. Stop it, or choose another port: --listen ${instead}`,
      instead,
    );
  }
  if (failure.code === 'EACCES') {
    const instead = addressOf(host || '127.0.0.1', 9115);
    return error(`This user may not listen on ${where}. Choose a port above 1023: --listen ${instead}`, instead);
  }
  if (failure.code === 'EADDRNOTAVAIL' || failure.code === 'ENOTFOUND') {
    const instead = addressOf('127.0.0.1', port);
    return error(
      `'${host}' is no address of this machine. Use --listen ${instead}, or 0.0.0.0:${port} for all of its addresses.`,
      instead,
    );
  }
  return error(`Cannot listen on ${where}: ${failure.message}`);
}

function addressOf(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
