import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createOutgoing } from '../../../functions/net/send.ts';
import { createSsmSecrets } from '../../../functions/secrets/ssm.ts';
import { scriptedS3 } from '../../support/scripted-s3.ts';

interface Asked {
  readonly target: string;
  readonly Names: readonly string[];
  readonly WithDecryption: boolean;
}
type Answer = (asked: Asked, index: number) => { readonly status: number; readonly body: unknown };

/** Systems Manager as its reference has it, answering as the test says. */
async function startSsm(answer: Answer) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString());
    asked.push({ target: String(request.headers['x-amz-target']), ...body });
    const one = asked.at(-1) as Asked;
    const { status, body: said } = answer(one, asked.length - 1);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { asked, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const found: Answer = ({ Names }) => ({
  status: 200,
  body: { Parameters: Names.map((Name) => ({ Name, Value: `value of ${Name}` })), InvalidParameters: [] },
});

function secretsAt(endpoint: string, now = () => 0) {
  const credentials = () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'never shown' });
  return createSsmSecrets({ region: 'eu-west-1', endpoint, path: '/shop/', credentials, send: createOutgoing(), now });
}

test('names that are asked for together go out together, ten at most, and each once', async () => {
  const { asked, endpoint } = await startSsm(found);
  const secret = secretsAt(endpoint);
  const names = Array.from({ length: 12 }, (_, index) => `key/${index}`);
  const values = await Promise.all([...names, 'key/0'].map(secret));
  expect(values).toEqual([...names, 'key/0'].map((name) => `value of /shop/${name}`));
  expect(asked.map(({ Names }) => Names.length)).toEqual([10, 2]);
  expect(asked[0]).toMatchObject({ target: 'AmazonSSM.GetParameters', WithDecryption: true });
});

test('a value is kept for five minutes, and asked for again then', async () => {
  const { asked, endpoint } = await startSsm(found);
  let nowMs = 0;
  const secret = secretsAt(endpoint, () => nowMs);
  await secret('key');
  nowMs = 299_999;
  await secret('key');
  expect(asked).toHaveLength(1);
  nowMs = 300_000;
  await secret('key');
  expect(asked).toHaveLength(2);
});

test('a service that throttles is asked again; the value that comes then counts', async () => {
  const throttled = { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } };
  const { asked, endpoint } = await startSsm((one, index) => (index < 2 ? throttled : found(one, index)));
  expect(await secretsAt(endpoint)('key')).toBe('value of /shop/key');
  expect(asked).toHaveLength(3);
});

test('a refusal is our fault, in the service’s words, and is not kept', async () => {
  const denied = {
    __type: 'com.amazonaws.ssm#AccessDeniedException',
    Message: 'not authorized to perform ssm:GetParameters',
  };
  const { asked, endpoint } = await startSsm((one, index) =>
    index === 0 ? { status: 400, body: denied } : found(one, index),
  );
  const secret = secretsAt(endpoint);
  await expect(secret('key')).rejects.toMatchObject({
    code: 'PW5005',
    message:
      'Secret «key» could not be read: the SSM parameter /shop/key in eu-west-1: 400 AccessDeniedException not authorized to perform ssm:GetParameters',
  });
  expect(await secret('key')).toBe('value of /shop/key');
  expect(asked).toHaveLength(2);
});

test('of several names one that is missing fails alone', async () => {
  const { endpoint } = await startSsm(({ Names }) => ({
    status: 200,
    body: { Parameters: Names.filter((Name) => !Name.endsWith('gone')).map((Name) => ({ Name, Value: 'v' })) },
  }));
  const secret = secretsAt(endpoint);
  const [there, gone] = await Promise.allSettled([secret('there'), secret('gone')]);
  expect(there).toMatchObject({ value: 'v' });
  expect(gone).toMatchObject({ reason: { code: 'PW5005', message: expect.stringContaining('/shop/gone') } });
});

test('a service that does not answer is our fault, too', async () => {
  await expect(secretsAt('http://127.0.0.1:1')('key')).rejects.toMatchObject({ code: 'PW5005' });
});

test('a parameter that may not be decrypted fails alone, not with those that were asked for beside it', async () => {
  const denied = { __type: 'AccessDeniedException', message: 'The ciphertext refers to a key that you may not use' };
  const { asked, endpoint } = await startSsm((one, index) =>
    one.Names.includes('/shop/theirs') ? { status: 400, body: denied } : found(one, index),
  );
  const secret = secretsAt(endpoint);
  const [token, theirs] = await Promise.allSettled([secret('token'), secret('theirs')]);
  expect(token).toMatchObject({ value: 'value of /shop/token' });
  expect(theirs).toMatchObject({ reason: { code: 'PW5005', message: expect.stringContaining('may not use') } });
  expect(asked.map(({ Names }) => Names)).toEqual([['/shop/token', '/shop/theirs'], ['/shop/token'], ['/shop/theirs']]);
});

test('while the service fails, a value that was read before holds on; one that is gone does not', async () => {
  const answers: { now: Answer } = { now: found };
  const { asked, endpoint } = await startSsm((one, index) => answers.now(one, index));
  let nowMs = 0;
  const secret = secretsAt(endpoint, () => nowMs);
  await secret('key');
  answers.now = () => ({ status: 503, body: {} });
  nowMs = 300_000;
  expect(await secret('key')).toBe('value of /shop/key');
  const { length } = asked;
  expect(length).toBeGreaterThan(2);
  // It is not asked again for each of a tick's probes.
  expect(await secret('key')).toBe('value of /shop/key');
  expect(asked).toHaveLength(length);
  answers.now = () => ({ status: 200, body: { Parameters: [], InvalidParameters: ['/shop/key'] } });
  nowMs = 600_000;
  await expect(secret('key')).rejects.toMatchObject({ code: 'PW5005', message: expect.stringContaining('missing') });
});

test('a connection that breaks off is no answer: it is asked again', async () => {
  const { url, seen } = await scriptedS3([
    'reset',
    { status: 200, body: Buffer.from(JSON.stringify({ Parameters: [{ Name: '/shop/key', Value: 'v' }] })) },
  ]);
  expect(await secretsAt(url)('key')).toBe('v');
  expect(seen).toHaveLength(2);
});
