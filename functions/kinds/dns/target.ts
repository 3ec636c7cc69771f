import { isIPv6 } from 'node:net';
import { FaultError } from '../../../lib/model/failure.ts';
import type { DnsSettings } from '../../../lib/model/settings.ts';

export interface ServerPlace {
  /** A name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/**
 * The server that is asked: `host`, `host:port`, `address`, `[address]:port`. The port is 53 by default, 853 for DNS over
 * TLS (RFC 7858).
 *
 * @throws FaultError PW5008 when it is none of these
 */
export function parseServer(target: string, transport: DnsSettings['transport']): ServerPlace {
  const usual = transport === 'tls' ? 853 : 53;
  if (isIPv6(target)) return { host: target, port: usual };
  const match = /^(?:\[([^[\]]+)\]|([^:[\]\s/]+))(?::(\d{1,5}))?$/.exec(target);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? usual : Number(match[3]);
  if (host === undefined || port < 1 || port > 65_535) {
    throw new FaultError(
      'PW5008',
      `«${target.slice(0, 200)}» is no DNS server: write host, host:port or [IPv6 address]:port, with a port from 1 to 65535`,
    );
  }
  return { host, port };
}
