import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import type { Scenario } from '../scenario.ts';
import { closedPort, http, raw } from './http-servers.ts';

const HELLO = 'hello world'.repeat(10);
const ip4 = { preferred_ip_protocol: 'ip4' };

interface Row {
  readonly name: string;
  readonly serve: Scenario['serve'];
  /** Of the module's http block. */
  readonly module?: object;
  /** Of our http settings. */
  readonly http?: object;
  readonly expect?: readonly unknown[];
  readonly explained?: Scenario['explained'];
}

const status = (code: number) => http((_, response) => response.writeHead(code).end(HELLO));
const encoded = (encoding: string, body: Buffer | string) =>
  http((_, response) =>
    response.writeHead(200, { 'Content-Encoding': encoding, 'Content-Length': Buffer.byteLength(body) }).end(body),
  );
const hops = (count: number) =>
  http((request, response) => {
    const hop = Number(request.url?.slice(1) || 0);
    if (hop < count) response.writeHead(302, { Location: `/${hop + 1}` }).end('moved');
    else response.end('arrived');
  });
const withHeader = (value: string) => http((_, response) => response.writeHead(200, { 'X-State': value }).end('ok'));

const rows: readonly Row[] = [
  { name: 'status-200', serve: status(200) },
  { name: 'status-299', serve: status(299) },
  { name: 'status-300', serve: status(300) },
  { name: 'status-404', serve: status(404) },
  {
    name: 'status-404-allowed',
    serve: status(404),
    module: { valid_status_codes: [200, 404] },
    expect: [{ status: { in: [200, 404] } }],
  },
  {
    name: 'status-201-not-listed',
    serve: status(201),
    module: { valid_status_codes: [200, 404] },
    expect: [{ status: { in: [200, 404] } }],
  },
  { name: 'redirect-one', serve: hops(1) },
  { name: 'redirect-three', serve: hops(3) },
  {
    name: 'redirect-not-followed',
    serve: hops(1),
    module: { follow_redirects: false, valid_status_codes: [302] },
    http: { redirects: false },
    expect: [{ status: 302 }],
  },
  { name: 'redirect-endless', serve: hops(Number.POSITIVE_INFINITY) },
  {
    name: 'redirect-cookie',
    serve: http((request, response) => {
      if (request.url === '/') response.writeHead(302, { Location: '/in', 'Set-Cookie': 'session=abc; Path=/' }).end();
      else response.writeHead(request.headers.cookie === 'session=abc' ? 200 : 403).end('who');
    }),
  },
  { name: 'gzip-as-it-came', serve: encoded('gzip', gzipSync(HELLO)) },
  {
    name: 'gzip-undone',
    serve: encoded('gzip', gzipSync(HELLO)),
    module: { compression: 'gzip' },
    http: { compression: 'gzip' },
  },
  {
    name: 'brotli-undone',
    serve: encoded('br', brotliCompressSync(HELLO)),
    module: { compression: 'br' },
    http: { compression: 'br' },
  },
  {
    name: 'deflate-undone',
    serve: encoded('deflate', deflateRawSync(HELLO)),
    module: { compression: 'deflate' },
    http: { compression: 'deflate' },
  },
  {
    name: 'body-too-large',
    serve: http((_, response) => response.end('x'.repeat(129))),
    module: { body_size_limit: '128B' },
    http: { maxBody: '128B' },
  },
  {
    name: 'body-at-the-limit',
    serve: http((_, response) => response.end('x'.repeat(127))),
    module: { body_size_limit: '128B' },
    http: { maxBody: '128B' },
  },
  {
    name: 'body-chunked',
    serve: http((_, response) => {
      response.write('a');
      response.write('b');
      response.end('c');
    }),
  },
  {
    name: 'body-matches',
    serve: status(200),
    module: { fail_if_body_not_matches_regexp: ['hello'] },
    expect: ['inherit', { body: { matches: 'hello' } }],
  },
  {
    name: 'body-misses',
    serve: status(200),
    module: { fail_if_body_not_matches_regexp: ['goodbye'] },
    expect: ['inherit', { body: { matches: 'goodbye' } }],
  },
  {
    name: 'body-forbidden',
    serve: status(200),
    module: { fail_if_body_matches_regexp: ['hel+o'] },
    expect: ['inherit', { body: { not: { matches: 'hel+o' } } }],
  },
  {
    name: 'header-matches',
    serve: withHeader('fine'),
    module: { fail_if_header_not_matches: [{ header: 'X-State', regexp: '^fine$' }] },
    expect: ['inherit', { header: { 'X-State': { matches: '^fine$' } } }],
  },
  {
    name: 'header-misses',
    serve: withHeader('bad'),
    module: { fail_if_header_not_matches: [{ header: 'x-state', regexp: '^fine$' }] },
    expect: ['inherit', { header: { 'x-state': { matches: '^fine$' } } }],
  },
  {
    name: 'header-forbidden',
    serve: withHeader('bad'),
    module: { fail_if_header_matches: [{ header: 'X-State', regexp: 'bad', allow_missing: true }] },
    expect: ['inherit', { header: { 'X-State': { not: { matches: 'bad' } } } }],
  },
  {
    name: 'basic-auth',
    serve: http((request, response) =>
      response.writeHead(request.headers.authorization === 'Basic dXNlcjpwYXNz' ? 200 : 401).end(),
    ),
    module: { basic_auth: { username: 'user', password: 'pass' } },
    http: { auth: { basic: { username: 'user', password: '${secret:differential/password}' } } },
  },
  {
    name: 'post-body',
    serve: http((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => response.writeHead(request.method === 'POST' && body === 'ping' ? 200 : 400).end());
    }),
    module: { method: 'POST', body: 'ping' },
    http: { method: 'POST', body: 'ping' },
  },
  {
    name: 'last-modified',
    serve: http((_, response) => response.writeHead(200, { 'Last-Modified': 'Wed, 21 Oct 2015 07:28:00 GMT' }).end()),
  },
  { name: 'closed-before-the-head', serve: raw((socket) => socket.on('data', () => socket.end()), 'http://') },
  {
    name: 'http-1-0',
    serve: raw((socket) => socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\nold')), 'http://'),
  },
  { name: 'head-method', serve: status(200), module: { method: 'HEAD' }, http: { method: 'HEAD' } },
  { name: 'http-refused', serve: closedPort('http://') },
];

export const httpScenarios: readonly Scenario[] = rows.map(
  ({ name, serve, module, http: settings, expect, explained }) => ({
    name,
    serve,
    module: { prober: 'http', timeout: '5s', http: { ...ip4, ...module } },
    probe: { kind: 'http', ...(settings ? { http: settings } : {}), ...(expect ? { expect } : {}) },
    ...(explained ? { explained } : {}),
  }),
);
