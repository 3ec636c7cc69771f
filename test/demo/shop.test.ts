import { request } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls';
import packet from 'dns-packet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPages, FLAKY_FROM_SECOND } from '../../demo/pages.ts';
import { type Demo, startDemo } from '../../demo/shop.ts';
import { dnsKind } from '../../functions/kinds/dns/prober.ts';
import { lendRun } from '../support/lent-run.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo.close());

const port = (name: string) => Number(demo.variables[`demo_${name}`]);

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}
async function get(
  path: string,
  options: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Got> {
  const { promise, resolve, reject } = Promise.withResolvers<Got>();
  const asked = request({
    host: '127.0.0.1',
    port: port('http'),
    path,
    method: options.method ?? 'GET',
    headers: options.headers ?? {},
  });
  asked.on('error', reject);
  asked.on('response', async (response) => {
    let body = '';
    for await (const chunk of response) body += chunk;
    resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
  });
  asked.end(options.body === undefined ? undefined : JSON.stringify(options.body));
  return promise;
}

async function shakeHands(
  servername: string,
  options: { verify?: boolean } = {},
): Promise<{ error?: string; certificate: PeerCertificate }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ error?: string; certificate: PeerCertificate }>();
  const socket: TLSSocket = connectTls({
    host: '127.0.0.1',
    port: port('https'),
    servername,
    ca: demo.variables.demo_ca,
    rejectUnauthorized: options.verify ?? false,
  });
  socket.on('error', reject);
  socket.on('secureConnect', () => {
    const error = socket.authorizationError;
    resolve({ certificate: socket.getPeerCertificate(), ...(error && { error: String(error) }) });
    socket.destroy();
  });
  return promise;
}
const daysLeft = ({ valid_to }: PeerCertificate) => (Date.parse(valid_to) - Date.now()) / 86_400_000;

describe('the healthy corner', () => {
  test('the front page welcomes', async () => {
    expect(await get('/')).toMatchObject({ status: 200, body: expect.stringContaining('Welcome to the demo shop') });
  });

  test('the search answers JSON, the old address leads to the front page', async () => {
    expect(JSON.parse((await get('/search?q=tea')).body)).toMatchObject({ status: 'ok', total: 2 });
    expect(await get('/old')).toMatchObject({ status: 301, headers: { location: '/' } });
  });

  test('the certificate of the shop is good for weeks and leads to the demo authority', async () => {
    const { certificate, error } = await shakeHands('shop.localhost', { verify: true });
    expect(error).toBeUndefined();
    expect(daysLeft(certificate)).toBeGreaterThan(60);
  });
});

describe('logging in', () => {
  test('a nonce opens a session once, and a session opens the cart', async () => {
    const { nonce } = JSON.parse((await get('/session', { method: 'POST', body: {} })).body);
    const { token } = JSON.parse((await get('/login', { method: 'POST', body: { user: 'guest', nonce } })).body);
    expect(await get('/login', { method: 'POST', body: { user: 'guest', nonce } })).toMatchObject({ status: 403 });
    const cart = await get('/cart', { headers: { Authorization: `Bearer ${token}` } });
    expect(JSON.parse(cart.body)).toMatchObject({ status: 'open', items: [{ name: 'Teapot' }] });
    expect(await get('/cart', { headers: { Authorization: 'Bearer made-up' } })).toMatchObject({ status: 401 });
  });
});

describe('partners', () => {
  test('whoever brings a token sees the stock, nobody else does', async () => {
    expect(await get('/partner/stock')).toMatchObject({ status: 401 });
    const answer = await get('/partner/stock', { headers: { Authorization: 'Bearer any' } });
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('Teapot') });
  });
});

describe('the slow, flaky and broken corners', () => {
  test('the reports take longer than their probe allows', async () => {
    const start = performance.now();
    expect(await get('/reports')).toMatchObject({ status: 200 });
    expect(performance.now() - start).toBeGreaterThan(800);
  });

  test('the recommendations fail in the last third of every minute', () => {
    const at = (second: number) =>
      createPages(() => Date.UTC(2026, 10, 22, 12, 0, second))['GET /recommendations']?.({ headers: {}, body: '' });
    expect(at(FLAKY_FROM_SECOND - 1)).not.toHaveProperty('status');
    expect(at(FLAKY_FROM_SECOND)).toMatchObject({ status: 503, headers: { 'Retry-After': '20' } });
    expect(at(59)).toMatchObject({ status: 503 });
  });

  test('the checkout answers 500 and says why', async () => {
    const checkout = await get('/checkout');
    expect(checkout.status).toBe(500);
    expect(JSON.parse(checkout.body)).toMatchObject({ error: 'no database connection left' });
  });

  test('the beta is not open, and other pages do not exist', async () => {
    expect((await get('/beta')).status).toBe(503);
    expect((await get('/nothing')).status).toBe(404);
  });

  test('the closed port refuses, again and again', async () => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const { promise, resolve } = Promise.withResolvers<string>();
      const socket = connectTcp(port('closed'), '127.0.0.1');
      socket.on('connect', () => resolve('connected'));
      socket.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
      expect(await promise).toBe('ECONNREFUSED');
    }
  });
});

describe('the certificates', () => {
  test('one expires in five days', async () => {
    const { certificate, error } = await shakeHands('outlet.localhost');
    expect(error).toBeUndefined();
    expect(daysLeft(certificate)).toBeGreaterThan(4);
    expect(daysLeft(certificate)).toBeLessThan(6);
  });

  test('one has expired', async () => {
    expect(await shakeHands('museum.localhost')).toMatchObject({ error: 'CERT_HAS_EXPIRED' });
  });

  test('one is for another name', async () => {
    const { certificate } = await shakeHands('gifts.localhost');
    expect(certificate.subjectaltname).toBe('DNS:presents.localhost');
  });
});

describe('the name server', () => {
  const settings = {
    query: 'shop.example',
    type: 'A',
    class: 'IN',
    transport: 'udp',
    retryOverTcp: true,
    recursion: true,
    tls: { verify: true, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
    addressFamily: 'prefer-ip4',
  } as const;
  const ask = (more: object) => dnsKind.observe(`127.0.0.1:${port('dns')}`, { ...settings, ...more }, lendRun());

  test.each(['udp', 'tcp'] as const)('tells addresses, mail servers and the serial over %s', async (transport) => {
    const addresses = await ask({ transport });
    expect(addresses.observation.facts).toMatchObject({ rcode: 'NOERROR', answers: 2, flags: ['aa', 'rd'] });
    expect(addresses.evidence.answer).toEqual([
      'shop.example.\t300\tIN\tA\t192.0.2.10',
      'shop.example.\t300\tIN\tA\t192.0.2.11',
    ]);
    expect((await ask({ transport, type: 'MX' })).evidence.answer).toEqual([
      'shop.example.\t3600\tIN\tMX\t10 mail.shop.example.',
    ]);
    expect((await ask({ transport, type: 'SOA' })).observation.facts.serial).toBe(2_026_112_201);
    expect((await ask({ transport, type: 'TXT' })).evidence.answer).toEqual([
      'shop.example.\t3600\tIN\tTXT\t"v=spf1 mx -all"',
    ]);
  });

  test('tells a wrong address for the api, no AAAA, and that other names do not exist', async () => {
    expect((await ask({ query: 'API.shop.example' })).evidence.answer).toEqual([
      'API.shop.example.\t300\tIN\tA\t203.0.113.66',
    ]);
    expect((await ask({ type: 'AAAA' })).observation.facts).toMatchObject({ rcode: 'NOERROR', answers: 0 });
    expect((await ask({ query: 'nowhere.example' })).observation.facts).toMatchObject({
      rcode: 'NXDOMAIN',
      answers: 0,
    });
  });

  test('is understood by another implementation', async () => {
    const { answerFrom, a } = await import('../../demo/zone.ts');
    const query = packet.encode({ id: 9, type: 'query', questions: [{ name: 'Shop.example', type: 'A' }] });
    const [reply] = answerFrom({ 'shop.example': [a('192.0.2.1', 5)] })(query, 'udp');
    expect(packet.decode(reply ?? Buffer.alloc(0))).toMatchObject({
      id: 9,
      flag_aa: true,
      answers: [{ name: 'Shop.example', ttl: 5, data: '192.0.2.1' }],
    });
  });
});

test('the mail server begins TLS, offers to log in, and says bye', async () => {
  const plain = connectTcp(port('smtp'), '127.0.0.1');
  const line = async (socket: typeof plain, last: RegExp) => {
    let text = '';
    for (;;) {
      text += String(await new Promise((resolve, reject) => socket.once('data', resolve).once('error', reject)));
      if (last.test(text)) return text;
    }
  };
  expect(await line(plain, /\n/)).toMatch(/^220 mail\.localhost ESMTP/);
  plain.write('EHLO probe\r\n');
  expect(await line(plain, /^250 .*\r\n/m)).toMatch(/^250-STARTTLS\r$/m);
  plain.write('STARTTLS\r\n');
  expect(await line(plain, /\n/)).toMatch(/^220 /);
  const secure = connectTls({ socket: plain, servername: 'mail.localhost', ca: demo.variables.demo_ca });
  await new Promise((resolve, reject) => secure.once('secureConnect', resolve).once('error', reject));
  secure.write('EHLO probe\r\n');
  const offers = await line(secure, /^250 .*\r\n/m);
  expect(offers).toMatch(/^250-AUTH PLAIN LOGIN\r$/m);
  expect(offers).not.toContain('STARTTLS');
  secure.write('QUIT\r\n');
  expect(await line(secure, /\n/)).toMatch(/^221 /);
  secure.destroy();
});

test('a demo that is closed listens no more, and another may start beside it', async () => {
  const other = await startDemo();
  await other.close();
  const { promise, resolve } = Promise.withResolvers<string>();
  connectTcp(Number(other.variables.demo_http), '127.0.0.1')
    .on('connect', () => resolve('connected'))
    .on('error', () => resolve('refused'));
  expect(await promise).toBe('refused');
  expect((await get('/')).status).toBe(200);
});
