import { expect, test } from 'vitest';
import { createReceivers } from '../../../functions/delivery/receivers.ts';
import { FaultError } from '../../../lib/model/failure.ts';
import { receiverAt } from '../../support/cloud-delivery.ts';
import { createRemoteWriteReceiver } from '../../support/remote-write-receiver.ts';

const sample = { name: 'probe_success', labels: { probe: 'front' }, value: 1, timestampMs: Date.now() } as const;
const aws = () => ({ accessKeyId: 'a', secretAccessKey: 'b' });
const soon = () => AbortSignal.timeout(10_000);
const signals = { samples: [sample], logs: [], spans: [] };

test('a sink is kept while its secrets stay, and made anew when one changes; one that cannot be read for now is taken to be as it was', async () => {
  await using far = await createRemoteWriteReceiver();
  let password: string | undefined = 'old';
  const secrets = async () => {
    if (password !== undefined) return password;
    throw new FaultError('PW5005', 'Secret «p» could not be read.');
  };
  const auth = { type: 'basic', username: 'me', passwordSecret: 'p' } as const;
  const receivers = createReceivers({ mode: 'direct', remoteWrite: receiverAt(far.url, { auth }) }, { secrets, aws });
  const [first] = await receivers();
  password = undefined;
  expect((await receivers())[0]).toBe(first);
  password = 'new';
  const [second] = await receivers();
  expect(second).not.toBe(first);
  expect(await second?.sink.send(signals, soon())).toEqual({ delivered: 1, rejected: [] });
  expect(far.requests.map(({ headers }) => headers.authorization)).toEqual([
    `Basic ${Buffer.from('me:new').toString('base64')}`,
  ]);
});

test('a receiver whose secret was never read waits, with the reason, under its own URL and window', async () => {
  const secrets = () => Promise.reject(new FaultError('PW5005', 'Secret «t» is missing.'));
  const loki = receiverAt('http://127.0.0.1:1/', { auth: { type: 'bearer', tokenSecret: 't' }, windowMs: 1234 });
  const [waits] = await createReceivers({ mode: 'direct', loki }, { secrets, aws })();
  expect(waits).toMatchObject({ url: loki.url, takes: 'logs', windowMs: 1234, sink: { name: 'loki' } });
  const answer = await waits?.sink.send(signals, soon());
  expect(answer).toEqual({ delivered: 0, rejected: [], retry: { reason: 'Secret «t» is missing.' } });
});

test('where results are only journalled there are no receivers', async () => {
  expect(await createReceivers({ mode: 'journal' }, { secrets: () => Promise.reject(new Error()), aws })()).toEqual([]);
});
