import { type Cookie, parseSetCookie } from './cookie.ts';
import { hostOf } from './url.ts';

/** Cookies that are kept; the oldest go first. */
const MAX_COOKIES = 300;

/** The cookies of one attempt (RFC 6265): what its responses set, later requests send. */
export class CookieJar {
  /** In the order of their creation. */
  readonly #cookies = new Map<string, Cookie>();

  store(setCookies: readonly string[], url: URL, nowMs: number): void {
    for (const text of setCookies) {
      const cookie = parseSetCookie(text, url, nowMs);
      if (!cookie) continue;
      const key = JSON.stringify([cookie.name, cookie.domain, cookie.path]);
      if (isOver(cookie, nowMs)) this.#cookies.delete(key);
      else this.#cookies.set(key, cookie);
      const [oldest] = this.#cookies.keys();
      if (this.#cookies.size > MAX_COOKIES && oldest !== undefined) this.#cookies.delete(oldest);
    }
  }

  /** What a request to `url` sends: those with the longest path first, then those set first. */
  cookiesFor(url: URL, nowMs: number): readonly Cookie[] {
    return [...this.#cookies.values()]
      .filter((cookie) => !isOver(cookie, nowMs) && isFor(cookie, url))
      .sort((a, b) => b.path.length - a.path.length);
  }
}

function isOver({ expiresMs }: Cookie, nowMs: number): boolean {
  return expiresMs !== undefined && expiresMs <= nowMs;
}

function isFor(cookie: Cookie, url: URL): boolean {
  const host = hostOf(url);
  if (cookie.secure && url.protocol !== 'https:') return false;
  if (host !== cookie.domain && (cookie.hostOnly || !host.endsWith(`.${cookie.domain}`))) return false;
  const { pathname } = url;
  if (!pathname.startsWith(cookie.path)) return false;
  return pathname.length === cookie.path.length || cookie.path.endsWith('/') || pathname[cookie.path.length] === '/';
}
