import { expect, test } from 'vitest';
import { parseCookieDate } from '../../../../functions/kinds/http/cookie-date.ts';
import { CookieJar } from '../../../../functions/kinds/http/cookie-jar.ts';
import { httpTarget, observe } from '../../../support/http-target.ts';

const NOW = Date.UTC(2026, 10, 22);

/** What a request to `to` sends after a response from `from` has set these cookies. */
function sentTo(to: string, from: string, ...setCookies: string[]): string {
  const jar = new CookieJar();
  jar.store(setCookies, new URL(from), NOW);
  return jar
    .cookiesFor(new URL(to), NOW)
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}

test('a cookie goes back to the host that set it, and to no other', () => {
  expect(sentTo('https://a.example/x', 'https://a.example/', 'id=1; Path=/')).toBe('id=1');
  expect(sentTo('https://b.a.example/', 'https://a.example/', 'id=1')).toBe('');
  expect(sentTo('https://b.example/', 'https://a.example/', 'id=1')).toBe('');
});

test.each([
  ['a.example', 'a.example', 'b.a.example', true],
  ['.A.Example', 'a.example', 'b.a.example', true],
  ['a.example', 'c.a.example', 'b.a.example', true],
  ['a.example', 'c.a.example', 'xa.example', false],
  ['b.a.example', 'a.example', 'b.a.example', false],
  ['other.example', 'a.example', 'other.example', false],
  ['example', 'a.example', 'b.example', false],
  ['example', 'a.example', 'a.example', false],
  ['127.0.0.1', '127.0.0.1', '127.0.0.1', true],
  ['0.0.1', '127.0.0.1', '127.0.0.1', false],
  ['localhost', 'localhost', 'localhost', true],
  ['localhost', 'localhost', 'a.localhost', false],
  ['', 'a.example', 'a.example', true],
])('the Domain %j from %s is for %s: %s', (domain, from, to, expected) => {
  expect(sentTo(`http://${to}/`, `http://${from}/`, `id=1; Domain=${domain}`)).toBe(expected ? 'id=1' : '');
});

test.each([
  ['/a', '/a', true],
  ['/a', '/a/b', true],
  ['/a/', '/a/b', true],
  ['/a', '/ab', false],
  ['/a/b', '/a', false],
  ['relative', '/dir/other', true],
  ['', '/dir', true],
  ['', '/', false],
])('a cookie of /dir/page with the Path %j goes to %s: %s', (path, to, expected) => {
  expect(sentTo(`http://a.example${to}`, 'http://a.example/dir/page', `id=1; Path=${path}`)).toBe(
    expected ? 'id=1' : '',
  );
});

test('a secure cookie goes over https alone', () => {
  expect(sentTo('https://a.example/', 'https://a.example/', 'id=1; Secure; HttpOnly; SameSite=Strict')).toBe('id=1');
  expect(sentTo('http://a.example/', 'https://a.example/', 'id=1; secure')).toBe('');
});

test.each([
  ['Max-Age=60', true],
  ['Max-Age=0', false],
  ['Max-Age=-1', false],
  ['Max-Age=soon', true],
  ['Expires=Sun, 22 Nov 2026 00:00:01 GMT', true],
  ['Expires=Sat, 21 Nov 2026 23:59:59 GMT', false],
  ['Max-Age=60; Expires=Sat, 21 Nov 2026 23:59:59 GMT', true],
  ['Expires=gibberish', true],
])('a cookie with %s is kept: %s', (attribute, expected) => {
  expect(sentTo('http://a.example/', 'http://a.example/', `id=1; ${attribute}`)).toBe(expected ? 'id=1' : '');
});

test('a cookie is replaced in its place, and removed by an expiry in the past', () => {
  expect(sentTo('http://a.example/', 'http://a.example/', 'a=1', 'b=1', 'a=2')).toBe('a=2; b=1');
  expect(sentTo('http://a.example/', 'http://a.example/', 'a=1', 'b=1', 'a=; Max-Age=0')).toBe('b=1');
});

test('longer paths come first', () => {
  expect(sentTo('http://a.example/x/y', 'http://a.example/', 'a=1; Path=/', 'b=2; Path=/x/y', 'c=3; Path=/x')).toBe(
    'b=2; c=3; a=1',
  );
});

test.each(['', 'novalue', '=1', '; Path=/', `id=${'x'.repeat(5000)}`])('%.20s is no cookie', (text) => {
  expect(sentTo('http://a.example/', 'http://a.example/', text)).toBe('');
});

test('values may hold = and quotes, and are sent as they came', () => {
  expect(sentTo('http://a.example/', 'http://a.example/', ' id = "a=b" ; Path=/')).toBe('id="a=b"');
});

test('a flood of cookies leaves the newest 300', () => {
  const flood = Array.from({ length: 1000 }, (_, number) => `c${number}=1`);
  const kept = sentTo('http://a.example/', 'http://a.example/', ...flood).split('; ');
  expect([kept.length, kept[0]]).toEqual([300, 'c700=1']);
});

test.each([
  ['Wed, 21 Oct 2015 07:28:00 GMT', Date.UTC(2015, 9, 21, 7, 28)],
  ['Wednesday, 09-Nov-99 23:12:40 GMT', Date.UTC(1999, 10, 9, 23, 12, 40)],
  ['Tue Nov  3 8:5:7 2037', Date.UTC(2037, 10, 3, 8, 5, 7)],
  ['21/Oct/69 1:2:3', Date.UTC(2069, 9, 21, 1, 2, 3)],
  ['30 Feb 2026 00:00:00', undefined],
  ['1 Jan 1600 00:00:00', undefined],
  ['1 Jan 2026 24:00:00', undefined],
  ['1 Jan 2026', undefined],
])('the cookie date %s', (text, expected) => {
  expect(parseCookieDate(text)).toBe(expected);
});

test('a cookie of one hop is sent on the next, and one of a step in the next step of the attempt', async () => {
  const target = await httpTarget(({ number }) => {
    const set = number === 0 ? 'Set-Cookie: session=abc; Path=/\r\nSet-Cookie: theme=dark\r\nLocation: /in\r\n' : '';
    return `HTTP/1.1 ${number === 0 ? 302 : 200} So\r\nContent-Length: 0\r\n${set}\r\n`;
  });
  const scratch = new Map();
  await observe(target.host, { headers: [['Cookie', 'theme=light; mine=1']] }, { scratch });
  await observe(target.host, {}, { scratch });
  await observe(target.host, { headers: [['Cookie', 'theme=light']] }, { scratch });
  await observe(target.host);
  expect(target.arrived.map(({ header }) => header('cookie'))).toEqual([
    'theme=light; mine=1',
    'mine=1; session=abc; theme=dark',
    'session=abc; theme=dark',
    'theme=light; session=abc',
    undefined,
  ]);
});
