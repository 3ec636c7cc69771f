import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { HttpSettings } from '../../../../lib/model/settings.ts';
import { VERSION } from '../../../../lib/model/version.ts';
import { type Arrived, httpTarget, observe, response } from '../../../support/http-target.ts';

/** What arrives at a target when it is asked with these settings. */
async function sent(settings: Partial<HttpSettings> = {}, path = ''): Promise<Arrived & { readonly host: string }> {
  const target = await httpTarget(() => response(200));
  const { observation } = await observe(`${target.host}${path}`, settings);
  expect(observation.failure).toBeUndefined();
  const [request] = target.arrived;
  if (!request) throw new Error('nothing arrived');
  return { ...request, host: target.host };
}

test('the least request: host, user agent, and that the connection ends', async () => {
  const { line, headers, host, body } = await sent();
  expect(line).toBe('GET / HTTP/1.1');
  expect(headers).toEqual([
    ['Host', host],
    ['User-Agent', `Probewright/${VERSION}`],
    ['Connection', 'close'],
  ]);
  expect(body).toBe('');
});

test('headers keep their order, case and repetition, and replace the defaults', async () => {
  const headers = [
    ['x-b', '1'],
    ['Accept', 'a'],
    ['X-B', '2'],
    ['user-agent', 'me'],
    ['Connection', 'keep-alive'],
  ] as const;
  const request = await sent({ headers });
  expect(request.headers.slice(1)).toEqual(headers);
});

test('a Host header is sent in place of the target’s host', async () => {
  const { headers } = await sent({
    headers: [
      ['host', 'shop.example:8080'],
      ['X', 'y'],
    ],
  });
  expect(headers.filter(([name]) => name.toLowerCase() === 'host')).toEqual([['Host', 'shop.example:8080']]);
});

test('lengths and codings are ours to say: those of the settings are left out', async () => {
  const headers = [
    ['Content-Length', '999'],
    ['Transfer-Encoding', 'chunked'],
  ] as const;
  const request = await sent({ method: 'POST', body: { text: 'hi' }, headers });
  expect(request.header('content-length')).toBe('2');
  expect(request.header('transfer-encoding')).toBeUndefined();
});

test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])('the method %s arrives', async (method) => {
  const { line, header } = await sent({ method });
  expect(line).toBe(`${method} / HTTP/1.1`);
  expect(header('content-length')).toBe(['POST', 'PUT', 'PATCH'].includes(method) ? '0' : undefined);
});

test('HEAD reads no body, and knows the length that was announced', async () => {
  const { host } = await httpTarget(() => 'HTTP/1.1 200 OK\r\nContent-Length: 110\r\n\r\n');
  const { observation } = await observe(host, { method: 'HEAD' });
  expect(observation.failure).toBeUndefined();
  expect(observation.facts).toMatchObject({ status: 200, contentLength: 110, bodyBytes: 0 });
});

test.each([
  ['text', { text: 'grüß' }, 'text/plain;charset=UTF-8', 'grüß'],
  ['json', { json: { a: [1, 'ü"'], b: null } }, 'application/json', '{"a":[1,"ü\\""],"b":null}'],
  [
    'form',
    {
      form: [
        ['a b', 'c&d'],
        ['a b', 'ü'],
      ],
    },
    'application/x-www-form-urlencoded',
    'a+b=c%26d&a+b=%C3%BC',
  ],
] as const)('a body of %s has its type and its length in bytes', async (_, body, type, text) => {
  const request = await sent({ method: 'POST', body });
  expect(Buffer.from(request.body, 'latin1').toString()).toBe(text);
  expect(request.header('content-type')).toBe(type);
  expect(request.header('content-length')).toBe(String(Buffer.byteLength(text)));
});

test('a Content-Type of the settings wins', async () => {
  const request = await sent({ method: 'POST', body: { text: '<a/>' }, headers: [['content-type', 'text/xml']] });
  expect(request.headers.filter(([name]) => /content-type/i.test(name))).toEqual([['content-type', 'text/xml']]);
});

test('basic and bearer authorization arrive, and a header of the settings wins over them', async () => {
  const basic = { basic: { username: 'probe', password: 'pä:ss' } };
  expect((await sent({ auth: basic })).header('authorization')).toBe(
    `Basic ${Buffer.from('probe:pä:ss').toString('base64')}`,
  );
  expect((await sent({ auth: { bearer: 't0ken' } })).header('authorization')).toBe('Bearer t0ken');
  const both = await sent({ auth: basic, headers: [['Authorization', 'Digest x']] });
  expect(both.headers.filter(([name]) => name === 'Authorization')).toEqual([['Authorization', 'Digest x']]);
});

test('userinfo in the target is basic authorization, and in no fact', async () => {
  const target = await httpTarget(() => response(200));
  const { observation } = await observe(`http://probe:p%40ss@${target.host}/x`);
  expect(target.arrived[0]?.header('authorization')).toBe(`Basic ${Buffer.from('probe:p@ss').toString('base64')}`);
  expect(observation.facts.url).toBe(`http://${target.host}/x`);
});

test('an encoding is asked for only where the settings name one', async () => {
  const target = await httpTarget(() => response(200));
  await observe(target.host, { compression: 'br' });
  await observe(target.host, { compression: 'gzip', headers: [['accept-encoding', 'br, gzip']] });
  expect(target.arrived.map(({ header }) => header('accept-encoding'))).toEqual(['br', 'br, gzip']);
});

test.each([
  ['', undefined, '/'],
  ['/base/page?x=1', undefined, '/base/page?x=1'],
  ['/base/page?x=1#part', '/login', '/login'],
  ['/base/page', 'login', '/base/login'],
  ['/base/page?x=1', '?y=2', '/base/page?y=2'],
  ['/base/', '../up', '/up'],
  ['/a b', 'ü', '/%C3%BC'],
])('the target %j with the path %j asks for %s', async (target, path, expected) => {
  const { line } = await sent(path === undefined ? {} : { path }, target);
  expect(line).toBe(`GET ${expected} HTTP/1.1`);
});

test.each(['http://', 'HTTP://', 'HtTp://', ''])('the scheme %j is http', async (scheme) => {
  const { host } = await httpTarget(() => response(200));
  const { observation } = await observe(`${scheme}${host}`);
  expect(observation.facts).toMatchObject({ status: 200, secure: false, url: `http://${host}/` });
});

test.each([
  ['invalid://x.example', undefined, "The target's scheme is invalid"],
  ['ftp://x.example', undefined, "The target's scheme is ftp"],
  ['http://', undefined, 'is not an address'],
  ['http://a b/', undefined, 'is not an address'],
  ['x.example:99999', undefined, 'is not an address'],
  ['x.example', 'mailto:a@b', 'does not lead to an http or https address'],
  ['x.example/\r\nX: y', undefined, 'a line break'],
  ['x.example', '/a\nb', 'a line break'],
])('the target %j with the path %j is our fault, before anything is sent', async (target, path, words) => {
  const asking = observe(target, path === undefined ? {} : { path });
  await expect(asking).rejects.toMatchObject({ code: 'PW5008', message: expect.stringContaining(words) });
});

test('a value with a line break in it (from a capture, a secret) is our fault, and is not sent', async () => {
  const target = await httpTarget(() => response(200));
  const asking = observe(target.host, { auth: { bearer: 'good\r\nX-Admin: yes' } });
  await expect(asking).rejects.toMatchObject({
    code: 'PW5008',
    message: expect.stringContaining('header Authorization'),
  });
  expect(target.arrived).toEqual([]);
});

test('a target that answers before it has read the request is heard', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.pause().write(response(413, 'too large')));
  });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { observation } = await observe(`127.0.0.1:${port}`, {
    method: 'POST',
    body: { text: 'x'.repeat(20_000_000) },
  });
  expect(observation.failure).toBeUndefined();
  expect(observation.facts).toMatchObject({ status: 413, bodyBytes: 9 });
});
