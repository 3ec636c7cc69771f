import { expect, test } from 'vitest';
import { createIdentity } from '../../../demo/pki.ts';
import { destinationOf } from '../../../functions/delivery/destination-of.ts';
import type { Receiver, ReceiverAuth } from '../../../lib/model/installation.ts';
import type { Sample } from '../../../lib/model/sample.ts';
import { createRemoteWriteReceiver } from '../../support/remote-write-receiver.ts';

const SAMPLE: Sample = { name: 'probe_success', labels: { probe: 'shop' }, value: 1, timestampMs: Date.now() };
const secrets = async (name: string) => `value of ${name}`;
const keys = { accessKeyId: 'FIRST', secretAccessKey: 's1', sessionToken: 't1' };
const receiverAt = (url: string, auth: ReceiverAuth, more: Partial<Receiver> = {}): Receiver => ({
  url,
  auth,
  headers: { 'X-Scope-OrgID': 'shop' },
  windowMs: 3_600_000,
  ...more,
});

test.each([
  [{ type: 'none' }, undefined],
  [{ type: 'basic', username: 'me', passwordSecret: 'pw' }, `Basic ${btoa('me:value of pw')}`],
  [{ type: 'bearer', tokenSecret: 'token' }, 'Bearer value of token'],
] as const)('a receiver with %j is sent to with its secrets read', async (auth, expected) => {
  await using far = await createRemoteWriteReceiver();
  const { sink, takes, windowMs } = await destinationOf('remote-write', receiverAt(far.url, auth), {
    secrets,
    aws: () => keys,
  });
  await sink.send({ samples: [SAMPLE], logs: [], spans: [] }, AbortSignal.timeout(5_000));
  expect([takes, windowMs]).toEqual(['samples', 3_600_000]);
  expect(far.requests[0]?.headers.authorization).toBe(expected);
  expect(far.requests[0]?.headers['x-scope-orgid']).toBe('shop');
});

test('temporary AWS credentials that were replaced sign the next request', async () => {
  await using far = await createRemoteWriteReceiver();
  let now = keys;
  const auth = { type: 'sigv4', region: 'eu-west-1', service: 'aps' } as const;
  const { sink } = await destinationOf('remote-write', receiverAt(far.url, auth), { secrets, aws: () => now });
  const send = () => sink.send({ samples: [SAMPLE], logs: [], spans: [] }, AbortSignal.timeout(5_000));
  await send();
  now = { accessKeyId: 'SECOND', secretAccessKey: 's2', sessionToken: 't2' };
  await send();
  const signed = far.requests.map(({ headers }) => [
    /Credential=(\w+)\//.exec(headers.authorization ?? '')?.[1],
    headers['x-amz-security-token'],
  ]);
  expect(signed).toEqual([
    ['FIRST', 't1'],
    ['SECOND', 't2'],
  ]);
});

test('certificates that no connection could use are refused before anything is sent, without showing a key', async () => {
  const own = await createIdentity();
  const other = await createIdentity();
  const of = (more: Partial<Receiver>, key = 'no key') =>
    destinationOf('loki', receiverAt('https://x.test/', { type: 'none' }, more), {
      secrets: async () => key,
      aws: () => keys,
    });
  await expect(of({ ca: 'nonsense' })).rejects.toThrow(
    'the certificates of authorities cannot be read: there is no PEM block',
  );
  await expect(of({ ca: own.certificate.replace(/[A-Za-z0-9+/]{20}\n/, '\n') })).rejects.toThrow(
    /block 1 of 1 is no certificate/,
  );
  const client = { clientCertificate: { certificate: own.certificate, keySecret: 'key' } };
  await expect(of(client, other.key)).rejects.toThrow(/^the client certificate and its key cannot be used together/);
  await expect(of(client, 'no key')).rejects.not.toThrow(/no key/);
  expect((await of({ ca: own.certificate, ...client }, own.key)).takes).toBe('logs');
});
