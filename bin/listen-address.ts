import { isIP } from 'node:net';
import type { ListenAddress } from '../functions/local/listen.ts';
import { UsageError } from './command.ts';

/** `127.0.0.1:9115`, `[::1]:9115`, `localhost:0`, `:9115` (every address of this machine). */
export function parseListen(text: string): ListenAddress {
  const match = /^(?:\[(?<six>[^\]]*)\]|(?<host>[^:[\]]*)):(?<port>\d{1,5})$/.exec(text);
  const { six, host = '', port } = match?.groups ?? {};
  const wrong = (what: string) =>
    new UsageError(`--listen takes HOST:PORT, such as 127.0.0.1:9115 or [::1]:9115, not '${text}': ${what}.`);
  if (port === undefined) throw wrong(isIP(text) === 6 ? 'an IPv6 address stands in [ ]' : 'the port is missing');
  if (Number(port) > 65_535) throw wrong('a port is at most 65535');
  if (six !== undefined && isIP(six) !== 6) throw wrong('only an IPv6 address stands in [ ]');
  return { host: six ?? host, port: Number(port) };
}

/** As a browser takes it; a wildcard is shown as the address that works from this machine. */
export function pageAddress({ host, port }: ListenAddress): string {
  const isWildcard = host === '' || host === '0.0.0.0' || host === '::';
  const name = isWildcard ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}/`;
}
