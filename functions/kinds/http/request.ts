import type { HttpSettings } from '../../../lib/model/settings.ts';
import { VERSION } from '../../../lib/model/version.ts';
import type { HttpRequest } from '../../net/http-request.ts';
import type { Cookie } from './cookie.ts';
import type { Hop } from './hop.ts';
import { type EncodedBody, encodeBody } from './request-body.ts';

const USER_AGENT = `Probewright/${VERSION}`;

/** Written by us alone: what they say must be true of what is sent. */
const OURS = new Set(['host', 'content-length', 'transfer-encoding']);
/** What stays with the target's host after a redirect: Go's list, and the usual names of keys. */
const CREDENTIALS = new Set([
  'authorization',
  'cookie',
  'cookie2',
  'proxy-authorization',
  'www-authenticate',
  'x-api-key',
  'x-auth-token',
  'x-amz-security-token',
]);
const OF_BODY = new Set(['content-type', 'content-encoding', 'content-language', 'content-location']);
/** Methods that announce an empty body, so that a server does not wait for one (RFC 9110 §8.6). */
const WITH_LENGTH = new Set(['POST', 'PUT', 'PATCH']);

/**
 * The request of a hop. The headers of the settings come in their order and case, after `Host` and, where they have
 * none, `User-Agent`; what they leave out of `Authorization`, `Accept-Encoding`, `traceparent`, `Content-Type` and `Connection` follows.
 * Cookies of the jar follow those of a `Cookie` header; after a redirect the jar's win over those of the same name.
 */
export function requestOf(
  hop: Hop,
  settings: HttpSettings,
  cookies: readonly Cookie[],
  traceparent: string | undefined,
): HttpRequest {
  const body = hop.withBody && settings.body ? encodeBody(settings.body) : undefined;
  const dropped = settings.body !== undefined && !hop.withBody;
  const given = settings.headers.filter(([name]) => {
    const lower = name.toLowerCase();
    if (OURS.has(lower) || lower === 'cookie') return false;
    return (hop.trusted || !CREDENTIALS.has(lower)) && !(dropped && OF_BODY.has(lower));
  });
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const headers: [string, string][] = [['Host', hop.hostHeader ?? hop.url.host]];
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined && !names.has(name.toLowerCase())) headers.push([name, value]);
  };
  add('User-Agent', USER_AGENT);
  for (const [name, value] of given) headers.push([name, value]);
  add('Accept-Encoding', settings.compression);
  add('Authorization', authorizationOf(hop, settings));
  add('Cookie', cookieLine(hop, settings, cookies));
  add('traceparent', traceparent);
  add('Content-Type', body?.contentType);
  add('Content-Length', lengthOf(hop, body));
  add('Connection', 'close');
  const { url, method } = hop;
  return { method, path: `${url.pathname}${url.search}`, headers, ...(body && { body: body.bytes }) };
}

function lengthOf(hop: Hop, body: EncodedBody | undefined): string | undefined {
  if (body) return String(body.bytes.length);
  return WITH_LENGTH.has(hop.method) ? '0' : undefined;
}

/** From the settings, else from the userinfo of the address. */
function authorizationOf({ trusted, url }: Hop, { auth }: HttpSettings): string | undefined {
  if (trusted && auth) {
    if ('bearer' in auth) return `Bearer ${auth.bearer}`;
    return basic(auth.basic.username, auth.basic.password);
  }
  if (url.username === '' && url.password === '') return undefined;
  return basic(decoded(url.username), decoded(url.password));
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function cookieLine(hop: Hop, settings: HttpSettings, cookies: readonly Cookie[]): string | undefined {
  const given = hop.trusted ? settings.headers.filter(([name]) => name.toLowerCase() === 'cookie') : [];
  const own = given.flatMap(([, value]) => value.split(/; */)).filter((pair) => pair !== '');
  const nameOf = (pair: string) => pair.slice(0, Math.max(0, pair.indexOf('=')));
  const ofJar = new Set(cookies.map(({ name }) => name));
  const ofOwn = new Set(own.map(nameOf));
  const redirected = hop.index > 0;
  const pairs = [
    ...own.filter((pair) => !redirected || !ofJar.has(nameOf(pair))),
    ...cookies.filter(({ name }) => redirected || !ofOwn.has(name)).map(({ name, value }) => `${name}=${value}`),
  ];
  return pairs.length > 0 ? pairs.join('; ') : undefined;
}
