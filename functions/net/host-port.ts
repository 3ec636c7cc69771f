import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { FaultError } from '../../lib/model/failure.ts';

export interface HostPort {
  /** A name or an address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `host:port`, `address:port` or `[IPv6 address]:port`; with a usual port, the port may be left away.
 *
 * @throws FaultError PW5008 when it is none of these
 */
export function parseHostPort(target: string, usualPort?: number): HostPort {
  if (usualPort !== undefined && isIPv6(target)) return { host: target, port: usualPort };
  const match = /^(?:\[([^[\]]+)\]|([^:[\]\s/]+))(?::(\d{1,5}))?$/.exec(target);
  const host = asciiOf(match?.[1] ?? match?.[2] ?? '');
  const port = match?.[3] === undefined ? (usualPort ?? 0) : Number(match[3]);
  if (host !== '' && port > 0 && port < 65_536) return { host, port };
  const shown = target.length > 200 ? `${target.slice(0, 200)}…` : target;
  const without = usualPort === undefined ? '' : `, or without the port for ${usualPort}`;
  throw new FaultError(
    'PW5008',
    `«${shown}» is no target here: write host:port or [IPv6 address]:port, with a port from 1 to 65535${without}`,
  );
}

/** An international name as DNS and certificates have it (RFC 5891); empty where there is none. */
function asciiOf(host: string): string {
  return /^[\x20-\x7e]*$/.test(host) ? host : domainToASCII(host);
}
