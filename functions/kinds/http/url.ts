import { FaultError } from '../../../lib/model/failure.ts';

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are forbidden
const CONTROL = /[\0-\x1f\x7f]/;

/**
 * The address that a request goes to: the target, `http://` where it names no scheme, and `path` joined to it as a link
 * in it would be (`/login` replaces the target's path, `login` its last part, `?a=b` its query).
 *
 * @throws FaultError PW5008 for what is no http or https address; the message holds no value of a query
 */
export function requestUrl(target: string, path: string | undefined): URL {
  if (CONTROL.test(target) || CONTROL.test(path ?? '')) {
    throw unusable('The target or path holds a line break or another control character');
  }
  const scheme = SCHEME.exec(target)?.[1]?.toLowerCase();
  if (scheme !== undefined && !isHttp(scheme)) throw unusable(`The target's scheme is ${scheme}`);
  const base = URL.parse(scheme === undefined ? `http://${target}` : target);
  if (!base) throw unusable(`«${withoutQuery(target)}» is not an address`);
  const url = path === undefined ? base : URL.parse(path, base.href);
  if (!url || !isHttp(url.protocol.slice(0, -1))) {
    throw unusable(`The path «${withoutQuery(path ?? '')}» does not lead to an http or https address`);
  }
  return url;
}

/** True for `http` and `https`. */
export function isHttp(scheme: string): boolean {
  return scheme === 'http' || scheme === 'https';
}

/** For people: without userinfo and fragment, and with `…` for every value of the query. */
export function redactUrl(url: URL): string {
  const query = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '')
    .map((part) => (part.includes('=') ? `${part.slice(0, part.indexOf('='))}=…` : '…'));
  return `${url.protocol}//${url.host}${url.pathname}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

/** An address that may be malformed, for a message: without userinfo, query and fragment, and at most 100 characters. */
export function withoutQuery(text: string): string {
  const shown = text.replace(/[?#].*$/s, '?…').replace(/\/\/[^/]*@/, '//…@');
  return shown.length > 100 ? `${shown.slice(0, 100)}…` : shown;
}

/** A URL's host as a name or an address, without brackets. */
export function hostOf(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

/** 80 or 443 where none is named. */
export function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}

function unusable(message: string): FaultError {
  return new FaultError(
    'PW5008',
    `${message}: a target of kind http is a host, host:port, or an http:// or https:// address`,
  );
}
