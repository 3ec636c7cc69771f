import { once } from 'node:events';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createIdentity } from '../../../../demo/pki.ts';
import { httpTarget, observe, response, SETTINGS } from '../../../support/http-target.ts';

const identity = await createIdentity({ names: ['localhost'] });
const secure = () => httpTarget(() => response(200, 'secure'), identity);

test('over TLS, trusted: exactly the five phases, and the facts of the connection', async () => {
  const { port } = await secure();
  const { observation } = await observe(`https://localhost:${port}/`, {
    tls: { ...SETTINGS.tls, ca: identity.certificate },
  });
  expect(observation.failure).toBeUndefined();
  expect(observation.phases.map(({ name }) => name)).toEqual(['resolve', 'connect', 'tls', 'processing', 'transfer']);
  expect(observation.facts).toMatchObject({ status: 200, secure: true, bodyBytes: 6 });
  expect(observation.tls).toMatchObject({ version: 'TLS 1.3', verified: true });
});

test('a certificate that nobody vouches for: no response, but the certificate', async () => {
  const { port, arrived } = await secure();
  const { observation } = await observe(`https://localhost:${port}/`);
  expect(observation.failure).toMatchObject({ reason: 'tls_self_signed', phase: 'tls' });
  expect(observation.facts).toEqual({ redirects: 0, secure: false, url: `https://localhost:${port}/` });
  expect(observation.tls?.chain).toHaveLength(1);
  expect(arrived).toEqual([]);
});

test('the same, where verification is switched off', async () => {
  const { port } = await secure();
  const { observation } = await observe(`https://localhost:${port}/`, { tls: { ...SETTINGS.tls, verify: false } });
  expect(observation.failure).toBeUndefined();
  expect(observation.facts).toMatchObject({ status: 200, secure: true });
  expect(observation.tls?.verified).toBe(false);
});

test('TLS settings mean nothing to a plain target', async () => {
  const { host } = await httpTarget(() => response(200));
  const { observation } = await observe(host, { tls: { ...SETTINGS.tls, ca: 'no certificate at all' } });
  expect(observation.facts).toMatchObject({ status: 200, secure: false });
  expect(observation.tls).toBeUndefined();
});

test('only http/1.1 is offered: a server that would rather speak h2 answers in it', async () => {
  const server = createSecureServer(
    { cert: identity.certificate, key: identity.key, allowHTTP1: true },
    (_, reply) => void reply.end('either'),
  );
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { observation } = await observe(`https://localhost:${port}/`, {
    tls: { ...SETTINGS.tls, ca: identity.certificate },
  });
  expect(observation.facts).toMatchObject({ status: 200, version: 1.1 });
  expect(observation.tls?.alpn).toBe('http/1.1');
});

test('a target that is not there has the phases that were begun', async () => {
  const { observation } = await observe('127.0.0.1:1');
  expect(observation.failure).toMatchObject({ reason: 'connect_refused', phase: 'connect' });
  expect(observation.phases.map(({ name }) => name)).toEqual(['resolve', 'connect']);
  expect(observation.address).toEqual({ ip: '127.0.0.1', family: 4, port: 1 });
});
