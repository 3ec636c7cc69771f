import { expect, test } from 'vitest';
import { createIdentity } from '../../../../demo/pki.ts';
import { type HttpTarget, httpTarget, observe, response, SETTINGS } from '../../../support/http-target.ts';

/** Answers its first request with this redirect, and every other one with 200. */
const redirecting = (status: number, location: string) =>
  httpTarget(({ number }) =>
    number === 0 ? response(status, 'moved', { Location: location }) : response(200, 'arrived'),
  );
const last = ({ arrived }: HttpTarget) => arrived.at(-1);

test.each([301, 302, 303, 307, 308])('%i is followed to a relative Location', async (status) => {
  const target = await redirecting(status, '/next?token=1');
  const { observation, evidence } = await observe(`${target.host}/first`);
  expect(target.arrived.map(({ line }) => line)).toEqual(['GET /first HTTP/1.1', 'GET /next?token=1 HTTP/1.1']);
  expect(observation.facts).toEqual({
    redirects: 1,
    url: `http://${target.host}/next?token=…`,
    secure: false,
    status: 200,
    version: 1.1,
    contentLength: 7,
    bodyBytes: 7,
  });
  expect(Buffer.from(evidence.body).toString()).toBe('arrived');
});

test.each([
  ['next', '/a/next'],
  ['../up', '/up'],
  ['?q', '/a/b?q'],
  ['#part', '/a/b'],
])('the Location %s is read by the URL rules', async (location, expected) => {
  const target = await redirecting(302, location);
  await observe(`${target.host}/a/b`);
  expect(last(target)?.line).toBe(`GET ${expected} HTTP/1.1`);
});

test.each([
  ['POST', 301, 'GET'],
  ['POST', 302, 'GET'],
  ['PUT', 303, 'GET'],
  ['DELETE', 302, 'GET'],
  ['HEAD', 303, 'HEAD'],
  ['POST', 307, 'POST'],
  ['PUT', 308, 'PUT'],
])('%s and %i lead to %s, with its body only where the method stays', async (method, status, expected) => {
  const target = await redirecting(status, '/next');
  await observe(target.host, { method, body: { json: 1 }, headers: [['Content-Language', 'en']] });
  const keeps = status > 303;
  expect(last(target)?.line).toBe(`${expected} /next HTTP/1.1`);
  expect(last(target)?.body).toBe(keeps ? '1' : '');
  expect(last(target)?.header('content-type')).toBe(keeps ? 'application/json' : undefined);
  expect(last(target)?.header('content-language')).toBe(keeps ? 'en' : undefined);
});

test.each([300, 304, 305, 306])('%i is no redirect', async (status) => {
  const target = await redirecting(status, '/next');
  const { observation } = await observe(target.host);
  expect(observation.facts).toMatchObject({ status, redirects: 0 });
});

test('a redirect without a Location is judged as the response, as in Go', async () => {
  const { host } = await httpTarget(() => response(302, 'where?'));
  const { observation } = await observe(host);
  expect(observation.failure).toBeUndefined();
  expect(observation.facts).toMatchObject({ status: 302, redirects: 0, bodyBytes: 6 });
});

test('with no redirects allowed the first response is judged; its body is there to judge, and no metric', async () => {
  const target = await redirecting(302, 'ftp://anything');
  const { observation, evidence } = await observe(target.host, { maxRedirects: 0 });
  expect(observation.failure).toBeUndefined();
  expect(observation.facts).toMatchObject({ status: 302, redirects: 1, contentLength: 5 });
  expect(observation.facts.bodyBytes).toBeUndefined();
  expect(Buffer.from(evidence.body).toString()).toBe('moved');
  expect(target.arrived).toHaveLength(1);
});

const secrets = {
  auth: { bearer: 't0ken' },
  headers: [
    ['Cookie', 'own=1'],
    ['X-Api-Key', 'k3y'],
    ['X-Other', 'stays'],
  ],
} as const;

test('credentials stay on the same host, also on another port', async () => {
  const other = await httpTarget(() => response(200));
  const target = await redirecting(302, `http://${other.host}/`);
  await observe(target.host, secrets);
  expect(last(other)?.header('authorization')).toBe('Bearer t0ken');
  expect(last(other)?.header('cookie')).toBe('own=1');
});

test('credentials do not go to another host, nor back', async () => {
  const home = await redirecting(302, '/never');
  const other = await httpTarget(() => response(302, '', { Location: `http://127.0.0.1:${home.port}/back` }));
  const target = await httpTarget(({ number }) =>
    number === 0 ? response(302, '', { Location: `http://localhost:${other.port}/` }) : response(200),
  );
  await observe(target.host, secrets);
  for (const { header } of [...other.arrived, ...home.arrived]) {
    expect(header('authorization')).toBeUndefined();
    expect(header('cookie')).toBeUndefined();
    expect(header('x-api-key')).toBeUndefined();
    expect(header('x-other')).toBe('stays');
  }
  expect(home.arrived.length).toBeGreaterThan(0);
});

test('credentials go to a host below the first, as in Go', async () => {
  const below = await httpTarget(() => response(200));
  const target = await redirecting(302, `http://deep.localhost:${below.port}/`);
  await observe(`localhost:${target.port}`, secrets);
  expect(last(below)?.header('authorization')).toBe('Bearer t0ken');
});

test('a Host header goes along with a Location that names no host, and with no other', async () => {
  const target = await httpTarget(({ number, line }) => {
    if (number === 0) return response(302, '', { Location: '/next' });
    return line.includes('/next')
      ? response(302, '', { Location: `http://127.0.0.1:${target.port}/absolute` })
      : response(200);
  });
  await observe(target.host, { headers: [['Host', 'shop.example']] });
  expect(target.arrived.map(({ header }) => header('host'))).toEqual(['shop.example', 'shop.example', target.host]);
});

test('a Location that hides its host from a reader, but not from the URL rules, does not get the Host header', async () => {
  const stranger = await httpTarget(() => response(200));
  const target = await redirecting(302, `/\t/${stranger.host}/`);
  await observe(target.host, { headers: [['Host', 'shop.example']] });
  expect(last(stranger)?.header('host')).toBe(stranger.host);
});

test('from http to https and back: the facts of TLS are those of the final response', async () => {
  const identity = await createIdentity({ names: ['localhost'] });
  const plain = await httpTarget(() => response(200, 'plain'));
  const secure = await httpTarget(
    ({ line }) => (line.includes('/stay') ? response(200) : response(302, '', { Location: `http://${plain.host}/` })),
    identity,
  );
  const door = await httpTarget(({ line }) =>
    response(301, '', { Location: `https://localhost:${secure.port}${line.split(' ')[1]}` }),
  );
  const tls = { ...SETTINGS.tls, ca: identity.certificate };

  const stays = await observe(`${door.host}/stay`, { tls });
  expect(stays.observation.facts).toMatchObject({ status: 200, secure: true, redirects: 1 });
  expect(stays.observation.tls).toMatchObject({ verified: true });
  expect(stays.observation.phases.map(({ name }) => name)).toEqual([
    'resolve',
    'connect',
    'processing',
    'tls',
    'transfer',
  ]);

  const leaves = await observe(`${door.host}/leave`, { tls, auth: { bearer: 't0ken' } });
  expect(leaves.observation.facts).toMatchObject({ status: 200, secure: false, redirects: 2 });
  expect(leaves.observation.tls).toBeUndefined();
  expect(last(plain)?.header('authorization')).toBeUndefined();
});

test('the server name of the settings is about the target’s host alone', async () => {
  const identity = await createIdentity({ names: ['shop.example', 'localhost'] });
  const other = await httpTarget(() => response(200), identity);
  const target = await httpTarget(() => response(302, '', { Location: `https://localhost:${other.port}/` }), identity);
  const tls = { ...SETTINGS.tls, ca: identity.certificate, serverName: 'shop.example' };
  const { observation } = await observe(`https://${target.host}/`, { tls });
  expect(observation.failure).toBeUndefined();
  expect(observation.facts).toMatchObject({ status: 200, redirects: 1 });
});

test('a Host header is also the name that is sent and checked in the handshake', async () => {
  const identity = await createIdentity({ names: ['shop.example'] });
  const { host } = await httpTarget(() => response(200), identity);
  const tls = { ...SETTINGS.tls, ca: identity.certificate };
  const named = await observe(`https://${host}/`, { tls, headers: [['Host', 'shop.example:443']] });
  expect(named.observation.failure).toBeUndefined();
  const unnamed = await observe(`https://${host}/`, { tls });
  expect(unnamed.observation.failure).toMatchObject({ reason: 'tls_wrong_name', phase: 'tls' });
  expect(unnamed.observation.facts).toMatchObject({ secure: false, redirects: 0 });
  expect(unnamed.observation.tls?.chain).toHaveLength(1);
});

test('a hop that cannot be reached is the failure, and nothing of the redirect is judged', async () => {
  const target = await redirecting(302, 'http://127.0.0.1:1/');
  const { observation, evidence } = await observe(target.host);
  expect(observation.failure).toMatchObject({ reason: 'connect_refused', phase: 'connect' });
  expect(observation.facts).toEqual({ redirects: 1, url: 'http://127.0.0.1:1/', secure: false });
  expect(evidence).toEqual({ headers: [], body: new Uint8Array() });
  expect(observation.address?.port).toBe(target.port);
});

test('phases are summed over the hops, each with a fresh connection; transfer is the last one’s', async () => {
  const slow = await httpTarget(({ number }, socket) => {
    setTimeout(
      () => socket.end(number < 2 ? response(302, '', { Location: `/${number}` }) : response(200, 'arrived')),
      60,
    );
    return undefined;
  });
  const { observation } = await observe(slow.host);
  const phase = (name: string) => observation.phases.find((one) => one.name === name)?.durationMs ?? Number.NaN;
  expect(observation.phases.map(({ name }) => name)).toEqual(['resolve', 'connect', 'processing', 'transfer']);
  expect(phase('processing')).toBeGreaterThan(170);
  expect(phase('transfer')).toBeLessThan(60);
  expect(observation.durationMs).toBeGreaterThanOrEqual(
    phase('resolve') + phase('connect') + phase('processing') + phase('transfer') - 0.1,
  );
});
