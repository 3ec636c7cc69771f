import { isIP } from 'node:net';
import { parseCookieDate } from './cookie-date.ts';
import { hostOf } from './url.ts';

/** A cookie as it is stored (RFC 6265 §5.3). */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  /** Only for this host, not for those below it. */
  readonly hostOnly: boolean;
  readonly path: string;
  /** Only over https. */
  readonly secure: boolean;
  /** Unix milliseconds; absent for a cookie that lasts as long as the attempt. */
  readonly expiresMs?: number;
}

/** Bytes of a name and its value; more is ignored (RFC 6265 §6.1). */
const MAX_COOKIE_LENGTH = 4096;

/** The cookie of a `Set-Cookie` value that came from `url`; undefined where RFC 6265 has it ignored. */
export function parseSetCookie(text: string, url: URL, nowMs: number): Cookie | undefined {
  const [pair = '', ...rest] = text.split(';');
  const equals = pair.indexOf('=');
  const name = pair.slice(0, Math.max(0, equals)).trim();
  const value = pair.slice(equals + 1).trim();
  if (name === '' || name.length + value.length > MAX_COOKIE_LENGTH) return undefined;
  const attributes = attributesOf(rest);
  const domain = domainOf(attributes.get('domain') ?? '', hostOf(url));
  if (!domain) return undefined;
  const expiresMs = expiryOf(attributes, nowMs);
  const path = attributes.get('path') ?? '';
  return {
    name,
    value,
    ...domain,
    path: path.startsWith('/') ? path : defaultPath(url),
    secure: attributes.has('secure'),
    ...(expiresMs !== undefined && { expiresMs }),
  };
}

/** Of an attribute that stands twice the last counts. */
function attributesOf(parts: readonly string[]): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const part of parts) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    attributes.set(name.trim().toLowerCase(), equals < 0 ? '' : part.slice(equals + 1).trim());
  }
  return attributes;
}

/**
 * For which hosts a cookie is; undefined when it is refused: a domain that the host is not in, a domain for an IP
 * address, and a domain without a dot (`com`). Longer public suffixes (`co.uk`) are not known here: a cookie for one is
 * kept, as the jar lives no longer than an attempt.
 */
function domainOf(attribute: string, host: string): Pick<Cookie, 'domain' | 'hostOnly'> | undefined {
  const domain = attribute.replace(/^\./, '').toLowerCase();
  if (domain === '' || domain === host)
    return { domain: host, hostOnly: domain === '' || !domain.includes('.') || isIP(host) > 0 };
  if (isIP(host) > 0 || !domain.includes('.') || !host.endsWith(`.${domain}`)) return undefined;
  return { domain, hostOnly: false };
}

/** `Max-Age` wins over `Expires`. */
function expiryOf(attributes: Map<string, string>, nowMs: number): number | undefined {
  const age = attributes.get('max-age') ?? '';
  if (/^-?\d+$/.test(age)) return Number(age) <= 0 ? 0 : nowMs + Number(age) * 1000;
  const expires = attributes.get('expires');
  return expires === undefined ? undefined : parseCookieDate(expires);
}

/** The directory of the request's path (RFC 6265 §5.1.4). */
function defaultPath({ pathname }: URL): string {
  return pathname.slice(0, Math.max(1, pathname.lastIndexOf('/')));
}
