import { afterAll, beforeAll, expect, test } from 'vitest';
import { createS3Objects } from '../../../functions/objects/s3-objects.ts';
import { makeBucket } from '../../support/buckets.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { describeObjects } from '../../support/objects-conformance.ts';
import { scriptedS3 } from '../../support/scripted-s3.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

// Three keys a page: every list of the suite goes over several.
describeObjects("the bucket, by AWS's SDK,", async () => (await makeBucket(emulator, { pageKeys: 3 })).sdk);

test('what S3 refuses is an error of ours that names bucket, key and what to change', async () => {
  const { url: endpoint, region, credentials } = emulator;
  const nowhere = createS3Objects({ bucket: 'nowhere', region, endpoint, credentials });
  const put = nowhere.put('a', Buffer.from('x'), { ifAbsent: true, contentType: 'text/plain' });
  await expect(put).rejects.toMatchObject({ name: 'ObjectError', status: 404, code: 'NoSuchBucket' });
  await expect(nowhere.get('a')).rejects.toThrow(
    /^The bucket nowhere did not get 'a': 404 NoSuchBucket: .*Deploy what makes the bucket nowhere/,
  );
  await expect(Array.fromAsync(nowhere.list('plans/'))).rejects.toThrow("did not list 'plans/'");
});

test('a conflict of two conditional writes is tried again', async () => {
  const conflict = { status: 409, code: 'ConditionalRequestConflict' } as const;
  const { url: endpoint, seen } = await scriptedS3([conflict, conflict, { status: 412, code: 'PreconditionFailed' }]);
  const store = createS3Objects({ bucket: 'b', region: 'r', endpoint, credentials: emulator.credentials });
  expect(await store.put('a', Buffer.from('x'), { ifAbsent: true, contentType: 'text/plain' })).toBe('exists');
  expect(seen.map(({ method, headers }) => `${method} ${headers['if-none-match']}`)).toEqual(Array(3).fill('PUT *'));
});
