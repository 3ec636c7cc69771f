import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** Why a request is refused, with its status; undefined when it may go on. */
export type Guard = (request: IncomingMessage) => { readonly status: 403; readonly error: string } | undefined;

export interface GuardOptions {
  /** As given to listen: an address, a name, or a wildcard. */
  readonly listenHost: string;
  /** More names under which the page may be asked for. */
  readonly allowedHosts: readonly string[];
}

const WILDCARDS = new Set(['0.0.0.0', '::', '']);

/**
 * Keeps other sites' pages out. A name that an attacker makes to point here (DNS rebinding) is not in `Host`'s list; a form or script of another
 * site that posts carries an `Origin` that is not ours.
 */
export function createGuard({ listenHost, allowedHosts }: GuardOptions): Guard {
  const names = new Set(['localhost', listenHost, ...allowedHosts].map((name) => name.toLowerCase()));
  const isOpen = WILDCARDS.has(listenHost);
  if (isOpen) names.add(hostname().toLowerCase());
  const isOurs = (host: string) =>
    names.has(host) || host.endsWith('.localhost') || isLoopback(host) || (isOpen && isIP(host) !== 0);
  return (request) => {
    const { host = '', origin } = request.headers;
    const name = hostOf(`http://${host}`);
    if (name === undefined || !isOurs(name)) return { status: 403, error: wrongHost(host) };
    if (request.method === 'GET' || request.method === 'HEAD') return undefined;
    if (origin !== undefined && URL.parse(origin)?.host !== URL.parse(`http://${host}`)?.host) {
      return { status: 403, error: `A page of another site (${origin.slice(0, 100)}) may not change anything here.` };
    }
    if (origin === undefined && request.headers['sec-fetch-site'] === 'cross-site') {
      return { status: 403, error: 'A page of another site may not change anything here.' };
    }
    return undefined;
  };
}

function hostOf(url: string): string | undefined {
  return (
    URL.parse(url)
      ?.hostname.replaceAll(/^\[|\]$/g, '')
      .toLowerCase() || undefined
  );
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function wrongHost(host: string): string {
  return `This page is not served under the name '${host.slice(0, 100)}'. Ask for localhost or the address it listens on, or start it with --allow-host ${host.slice(0, 100).replace(/:\d+$/, '') || 'NAME'}.`;
}
