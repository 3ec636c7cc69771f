import { AwsV4Signer } from 'aws4fetch';
import { describe, expect, test } from 'vitest';
import { bucketUrl } from '../../../functions/objects/bucket-requests.ts';
import { ObjectError } from '../../../functions/objects/object-error.ts';
import { createSignedObjects } from '../../../functions/objects/signed-objects.ts';
import { type ScriptedAnswer, scriptedS3 } from '../../support/scripted-s3.ts';

const KEY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'very-secret-key', sessionToken: 'very-secret-token' };
const CREATE = { ifAbsent: true, contentType: 'application/zstd' };
const BODY = Buffer.from('the batch');
const OK: ScriptedAnswer = { status: 200 };
const EXISTS: ScriptedAnswer = { status: 412, code: 'PreconditionFailed', message: 'At least one did not hold' };

async function bucketOf(script: readonly ScriptedAnswer[], timeoutMs = 20_000) {
  const { url: endpoint, seen } = await scriptedS3(script);
  const store = createSignedObjects({
    bucket: 'journal',
    region: 'eu-central-1',
    endpoint,
    credentials: () => KEY,
    timeoutMs,
  });
  return { store, seen, asked: () => seen.map(({ method }) => method).join(' ') };
}

const faultOf = async (work: Promise<unknown>) =>
  await work.then(
    () => expect.fail('it was done'),
    (error: unknown) => error as ObjectError,
  );

describe('a signed request', () => {
  test('is what an independent signer makes of it, with a hash of the body', async () => {
    const { store, seen } = await bucketOf([OK, { status: 200, body: BODY }]);
    await store.put('a b/ä+(1)!*', BODY, CREATE);
    await store.get('a b/ä+(1)!*');
    for (const { method, url, headers, body } of seen) {
      const { host = '', authorization } = headers;
      const names = /SignedHeaders=([^,]+)/.exec(authorization ?? '')?.[1]?.split(';') ?? [];
      const signed = Object.fromEntries(
        names.filter((name) => name !== 'host').map((name) => [name, String(headers[name])]),
      );
      const signer = new AwsV4Signer({
        method,
        url: `http://${host}${url}`,
        headers: signed,
        ...(body.length > 0 && { body }),
        ...KEY,
        service: 's3',
        region: 'eu-central-1',
        datetime: String(headers['x-amz-date']),
        allHeaders: true,
      });
      expect((await signer.sign()).headers.get('authorization')).toBe(authorization);
      expect(names).toEqual(expect.arrayContaining(['host', 'x-amz-content-sha256', 'x-amz-security-token']));
    }
    expect(seen[0]?.headers).toMatchObject({ 'if-none-match': '*', 'content-type': 'application/zstd' });
  });

  test('asks for its credentials each time', async () => {
    const { url: endpoint, seen } = await scriptedS3([OK]);
    let asked = 0;
    const credentials = () => ({ accessKeyId: `KEY${++asked}`, secretAccessKey: 'x' });
    const store = createSignedObjects({ bucket: 'b', region: 'r', endpoint, credentials });
    await store.put('k', BODY, CREATE);
    await store.put('k', BODY, CREATE);
    expect(seen.map(({ headers }) => /KEY\d/.exec(headers.authorization ?? '')?.[0])).toEqual(['KEY1', 'KEY2']);
  });
});

describe('what may pass is tried again', () => {
  test.each<[string, ScriptedAnswer]>([
    ['503 SlowDown', { status: 503, code: 'SlowDown' }],
    ['500 InternalError', { status: 500, code: 'InternalError' }],
    ['429 of another maker', { status: 429 }],
    ['409 ConditionalRequestConflict', { status: 409, code: 'ConditionalRequestConflict' }],
    ['400 RequestTimeout', { status: 400, code: 'RequestTimeout' }],
    ['a connection that ends', 'reset'],
  ])('%s', async (_, trouble) => {
    const { store, asked } = await bucketOf([trouble, trouble, OK]);
    expect(await store.put('k', BODY, CREATE)).toBe('written');
    expect(asked()).toBe('PUT PUT PUT');
  });

  test('five times, then it is an error that says the last answer', async () => {
    const { store, asked } = await bucketOf([{ status: 503, code: 'SlowDown', message: 'Reduce your request rate.' }]);
    const error = await faultOf(store.get('plans/x.json'));
    expect(error).toBeInstanceOf(ObjectError);
    expect(error).toMatchObject({ status: 503, code: 'SlowDown' });
    expect(error.message).toBe(
      "The bucket journal did not get 'plans/x.json': 503 SlowDown: Reduce your request rate.",
    );
    expect(asked()).toBe('GET GET GET GET GET');
  });

  test('within the time of the operation only', async () => {
    const { store, asked } = await bucketOf(['silence'], 100);
    const error = await faultOf(store.put('k', BODY, CREATE));
    expect(error).toMatchObject({ code: 'NoAnswer', status: undefined });
    expect(error.message).toContain('no whole answer in time');
    expect(asked()).toBe('PUT');
  });
});

describe('an object that is there after an attempt without an answer', () => {
  test('is our own where it is what was put', async () => {
    const { store, asked } = await bucketOf(['reset', EXISTS, { status: 200, body: BODY }]);
    expect(await store.put('k', BODY, CREATE)).toBe('written');
    expect(asked()).toBe('PUT PUT GET');
  });

  test('is another one where it is not', async () => {
    const { store } = await bucketOf([{ status: 500 }, EXISTS, { status: 200, body: Buffer.from('another') }]);
    expect(await store.put('k', BODY, CREATE)).toBe('exists');
  });

  test('is there all the same where it may not be read', async () => {
    const { store } = await bucketOf(['reset', EXISTS, { status: 403, code: 'AccessDenied' }]);
    expect(await store.put('k', BODY, CREATE)).toBe('exists');
  });

  test('is not read when nothing was uncertain: a conflict is no write', async () => {
    const { store, asked } = await bucketOf([{ status: 409, code: 'ConditionalRequestConflict' }, EXISTS]);
    expect(await store.put('k', BODY, CREATE)).toBe('exists');
    expect(asked()).toBe('PUT PUT');
  });
});

describe('an error', () => {
  test.each<[string, ScriptedAnswer, RegExp]>([
    [
      'a right that is missing',
      { status: 403, code: 'AccessDenied', message: 'Access Denied' },
      /^The bucket journal did not put 'k': 403 AccessDenied: Access Denied\. Who asks must be allowed to put this key/,
    ],
    ['a bucket that is missing', { status: 404, code: 'NoSuchBucket' }, /Deploy what makes the bucket journal first/],
    ['credentials that are old', { status: 400, code: 'ExpiredToken' }, /give new ones/],
    ['a wrong region', { status: 301, code: 'PermanentRedirect' }, /Name the region that the bucket is in/],
    ['a clock that is wrong', { status: 403, code: 'RequestTimeTooSkewed' }, /Set the clock/],
    ['an answer that nobody knows', { status: 418 }, /418 HTTP 418/],
  ])('says of %s what to change, and nothing of the credentials', async (_, trouble, words) => {
    const { store, asked } = await bucketOf([trouble]);
    const error = await faultOf(store.put('k', BODY, CREATE));
    expect(error.message).toMatch(words);
    expect(error.message).not.toMatch(/secret|AKID/);
    expect(asked()).toBe('PUT');
  });

  test('names the region where the bucket is, when S3 says it', async () => {
    const body = Buffer.from(
      '<Error><Code>AuthorizationHeaderMalformed</Code><Message>wrong region</Message><Region>eu-west-1</Region></Error>',
    );
    const { store } = await bucketOf([{ status: 400, body }]);
    expect((await faultOf(store.get('k'))).message).toContain('The bucket is in eu-west-1: name that region.');
  });

  test('is made of a missing bucket when an object is read, and of a list that is none', async () => {
    const { store } = await bucketOf([
      { status: 404, code: 'NoSuchBucket' },
      { status: 200, body: Buffer.from('<html>') },
    ]);
    expect(await faultOf(store.get('k'))).toMatchObject({ code: 'NoSuchBucket' });
    await expect(Array.fromAsync(store.list('a/'))).rejects.toThrow('<html>');
  });
});

test('an object that is larger than what is read is an error, not a part of it', async () => {
  const { url: endpoint } = await scriptedS3([{ status: 200, body: Buffer.alloc(1000) }]);
  const options = { bucket: 'journal', region: 'r', endpoint, credentials: () => KEY };
  const error = await faultOf(createSignedObjects({ ...options, mostBytes: 999 }).get('k'));
  expect(error).toMatchObject({ code: 'TooLarge' });
  expect(error.message).toContain('it has more than the 999 bytes that are read');
  expect(await createSignedObjects({ ...options, mostBytes: 1000 }).get('k')).toHaveLength(1000);
});

test('the connection is opened beforehand, without a request', async () => {
  const { store, seen } = await bucketOf([OK]);
  store.warm();
  await new Promise(setImmediate);
  await store.put('k', BODY, CREATE);
  expect(seen).toHaveLength(1);
});

test.each([
  ['eu-central-1', 'https://journal.s3.eu-central-1.amazonaws.com'],
  ['us-gov-west-1', 'https://journal.s3.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', 'https://journal.s3.cn-north-1.amazonaws.com.cn'],
])('a bucket of %s is at %s', (region, url) => {
  expect(bucketUrl({ bucket: 'journal', region })).toBe(url);
});
