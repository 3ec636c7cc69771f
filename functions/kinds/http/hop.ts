import type { HttpSettings } from '../../../lib/model/settings.ts';
import { type Fields, fieldValues } from '../../net/http-fields.ts';
import { hostOf } from './url.ts';

/** One request of a chain of redirects. */
export interface Hop {
  /** 0 for the target's own. */
  readonly index: number;
  readonly url: URL;
  readonly method: string;
  readonly withBody: boolean;
  /** Whether the credentials of the settings may go there. Once lost, they stay lost. */
  readonly trusted: boolean;
  /** The Host header of the settings, while it is about this host. */
  readonly hostHeader?: string;
  /** Whether `tls.serverName` is about this host. */
  readonly ownHost: boolean;
}

export function firstHop(url: URL, settings: HttpSettings): Hop {
  const [hostHeader] = fieldValues(settings.headers, 'host');
  return {
    index: 0,
    url,
    method: settings.method,
    withBody: settings.body !== undefined,
    trusted: true,
    ...(hostHeader !== undefined && { hostHeader }),
    ownHost: true,
  };
}

/** The name to send and to check in a handshake: that of the Host header, where one is set. */
export function serverNameOf({ url, hostHeader }: Hop): string {
  const named = hostHeader === undefined ? null : URL.parse(`http://${hostHeader}`);
  return hostOf(named ?? url);
}

const STATUSES = new Set([301, 302, 303, 307, 308]);

/** Where a response redirects to, as it says it; undefined when it is no redirect, or names no place. */
export function locationOf(status: number, headers: Fields): string | undefined {
  if (!STATUSES.has(status)) return undefined;
  const [location] = fieldValues(headers, 'location');
  return location === '' ? undefined : location;
}

/**
 * The next request of the chain, with the rules of Go's net/http, and so of blackbox_exporter:
 *
 * - 301, 302 and 303 ask again with GET, without a body, unless the method is GET or HEAD; 307 and 308 repeat method and body.
 * - Credentials go on to the same host and to hosts below it; stricter than Go, never from https to http, and the usual
 *   headers of keys are credentials, too.
 * - The Host header of the settings goes on only where the Location names no host; `tls.serverName` stays with the target's host.
 * - No `Referer` is sent (Go sends one): it would carry the query to strangers.
 */
export function nextHop(hop: Hop, status: number, location: string, url: URL, first: URL): Hop {
  const repeats = status === 307 || status === 308;
  const method = repeats || hop.method === 'GET' || hop.method === 'HEAD' ? hop.method : 'GET';
  const namesHost = /^([a-z][a-z0-9+.-]*:|[/\\]{2})/i.test(location) || url.host !== hop.url.host;
  const keepsHost = hop.hostHeader !== undefined && !namesHost;
  return {
    index: hop.index + 1,
    url,
    method,
    withBody: repeats && hop.withBody,
    trusted: hop.trusted && mayTrust(first, url),
    ...(keepsHost && { hostHeader: hop.hostHeader }),
    ownHost: url.hostname === first.hostname,
  };
}

function mayTrust(first: URL, next: URL): boolean {
  if (first.protocol === 'https:' && next.protocol === 'http:') return false;
  if (next.hostname === first.hostname) return true;
  return /[a-z]/i.test(first.hostname) && next.hostname.endsWith(`.${first.hostname}`);
}
