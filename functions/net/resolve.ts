import { promises as dns } from 'node:dns';
import { isIPv4, isIPv6 } from 'node:net';
import { type FailureReason, FaultError } from '../../lib/model/failure.ts';
import type { Run } from '../../lib/model/prober.ts';
import type { AddressFamily } from '../../lib/model/settings.ts';
import { createHosts, type HostsEntry } from './hosts.ts';
import { throwIfOutOfFiles } from './out-of-files.ts';
import { createSearchList } from './search-list.ts';
import { TargetFailure } from './wire.ts';

export interface ResolvedAddress {
  readonly ip: string;
  readonly family: 4 | 6;
}

/**
 * Finds the one address of a host that is tried: an address literal, the hosts file, then DNS through c-ares (`dns.lookup`
 * would wait for one of four threads). The preferred family's first address is taken, else the other family's, where the
 * probe allows it; the other family is asked only when the first has none.
 *
 * Names are completed by the system's search domains as resolv.conf says; one with a final dot is not. `localhost` is
 * always the loopback address (RFC 6761).
 *
 * @throws TargetFailure `resolve_not_found`, `resolve_failed`, `resolve_timeout`, `resolve_no_family`
 * @throws FaultError PW5008 for a host that is no name at all, or an address with a zone (`fe80::1%eth0`); PW5007 when
 *   this process has no file descriptor left to ask with
 */
export type ResolveAddress = (
  host: string,
  family: AddressFamily,
  run: Pick<Run, 'signal'>,
) => Promise<ResolvedAddress>;

export interface ResolverOptions {
  /** Addresses of DNS servers, `ip`, `ip:port` or `[ip]:port`. Default: the system's. */
  readonly servers?: readonly string[];
  /** Default: the system's. */
  readonly hostsFile?: string;
  /** Where the search domains stand. Default: the system's file, or no search domains where `servers` are given. */
  readonly resolvConf?: string;
}

type Family = 4 | 6;
/** What was found for one family: its addresses, or why there are none. */
type Found = { readonly ips: readonly string[] } | { readonly failure: TargetFailure };

/** After this many milliseconds a c-ares channel is made anew, so that a change of the system's servers is noticed. */
const CHANNEL_AGE_MS = 30_000;

/** Resolves through the system's hosts file, DNS servers and search domains. */
export const resolveAddress: ResolveAddress = createResolver();

/** A resolver with its own servers or files. */
export function createResolver(options: ResolverOptions = {}): ResolveAddress {
  const hosts = createHosts(options.hostsFile);
  const search = createSearchList(options.resolvConf ?? (options.servers ? '' : undefined));
  const query = createQuery(options.servers);
  return async (host, addressFamily, run) => {
    throwIfOver(host, run.signal);
    const known = literal(host) ?? fromEntry(host, hosts);
    if (known) return choose(host, addressFamily, async (family) => ({ ips: family === 4 ? known.ip4 : known.ip6 }));
    const names = search(host);
    for (const name of names) {
      try {
        return await choose(name, addressFamily, (family) => query(name, family, run.signal));
      } catch (error) {
        const goesOn = error instanceof TargetFailure && error.failure.reason === 'resolve_not_found';
        if (!goesOn || names.length === 1) throw error;
      }
    }
    throw failed('resolve_not_found', `none of these has an address: ${names.join(', ')}`);
  };
}

/** blackbox_exporter's rule, without asking for what is not needed. */
async function choose(
  host: string,
  addressFamily: AddressFamily,
  find: (family: Family) => Promise<Found>,
): Promise<ResolvedAddress> {
  const first: Family = addressFamily.endsWith('4') ? 4 : 6;
  const other: Family = first === 4 ? 6 : 4;
  const found = await find(first);
  if ('ips' in found && found.ips[0] !== undefined) return { ip: found.ips[0], family: first };
  const demanded = !addressFamily.startsWith('prefer-');
  // A name that does not exist has no records of any type (RFC 8020).
  if ('failure' in found && (demanded || found.failure.failure.reason === 'resolve_not_found')) throw found.failure;
  const second = await find(other);
  const ip = 'ips' in second ? second.ips[0] : undefined;
  if (ip !== undefined && !demanded) return { ip, family: other };
  if (ip !== undefined) {
    const message = `${host} has no IPv${first} address, only IPv${other} (${ip}), and the probe demands ip${first}`;
    throw failed('resolve_no_family', message);
  }
  if ('failure' in found) throw found.failure;
  if ('failure' in second) throw second.failure;
  throw failed('resolve_not_found', `${host} exists, but has no address`);
}

function literal(host: string): HostsEntry | undefined {
  if (isIPv4(host)) return { ip4: [host], ip6: [] };
  if (!isIPv6(host)) return undefined;
  if (host.includes('%')) {
    throw new FaultError(
      'PW5008',
      `The address ${host} names a network interface (%…), which means nothing on another machine: use an address without a zone`,
    );
  }
  return { ip4: [], ip6: [host] };
}

function fromEntry(host: string, hosts: (name: string) => HostsEntry | undefined): HostsEntry | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return { ip4: ['127.0.0.1'], ip6: ['::1'] };
  if (name === '' || host.length > 254 || /[\s/@:[\]%]/.test(host)) {
    throw new FaultError('PW5008', `«${host.slice(0, 80)}» is not the name of a host: give a name or an IP address`);
  }
  return hosts(name);
}

/** Asks DNS for one family. A channel serves one query at a time, since cancelling ends all queries of a channel. */
function createQuery(servers: readonly string[] | undefined) {
  const idle: { readonly channel: dns.Resolver; readonly bornMs: number }[] = [];
  return async (host: string, family: Family, signal: AbortSignal): Promise<Found> => {
    throwIfOver(host, signal);
    let kept = idle.pop();
    while (kept && performance.now() - kept.bornMs > CHANNEL_AGE_MS) kept = idle.pop();
    const lent = kept ?? { channel: createChannel(servers), bornMs: performance.now() };
    const cancel = () => lent.channel.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return { ips: await (family === 4 ? lent.channel.resolve4(host) : lent.channel.resolve6(host)) };
    } catch (cause) {
      throwIfOver(host, signal);
      return await explain(host, cause);
    } finally {
      signal.removeEventListener('abort', cancel);
      if (!signal.aborted) idle.push(lent);
    }
  };
}

function createChannel(servers: readonly string[] | undefined): dns.Resolver {
  const channel = new dns.Resolver({ timeout: 2_000, tries: 4 });
  if (servers) channel.setServers(servers);
  return channel;
}

function throwIfOver(host: string, signal: AbortSignal): void {
  if (!signal.aborted) return;
  const reason: unknown = signal.reason;
  if (reason instanceof Error && reason.name === 'TimeoutError') {
    throw failed('resolve_timeout', `no answer from the resolver for ${host} in time`, reason);
  }
  throw reason;
}

/** What an error of c-ares means; no address of this family is no failure as such. The words are loaded with the first failure. */
async function explain(host: string, cause: unknown): Promise<Found> {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENODATA') return { ips: [] };
  if (code === 'ECONNREFUSED') throwIfOutOfFiles(`asking the resolver for ${host}`);
  const known = (await import('./resolver-words.ts')).resolverFailure(host, code);
  if (!known) throw cause;
  return { failure: failed(known.reason, known.message, cause) };
}

function failed(reason: FailureReason, message: string, cause?: unknown): TargetFailure {
  return new TargetFailure({ reason, phase: 'resolve', message }, { cause });
}
