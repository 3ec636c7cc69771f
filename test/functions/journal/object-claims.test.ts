import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimTick } from '../../../functions/journal/object-claims.ts';
import { createSignedObjects } from '../../../functions/objects/signed-objects.ts';
import { makeBucket } from '../../support/buckets.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { scriptedS3 } from '../../support/scripted-s3.ts';

const KEY = 'eu/2026/11/22/12/00/00.000Z_1m-00';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

describe('a tick', () => {
  test('is claimed by exactly one of many that try at once, over either client', async () => {
    const { signed, sdk } = await makeBucket(emulator);
    const tries = Array.from({ length: 20 }, (_, at) => claimTick(at % 2 ? signed : sdk, KEY, `nonce ${at}`));
    const answers = await Promise.all(tries);
    expect(answers.filter((answer) => answer === 'claimed')).toHaveLength(1);
    expect(await claimTick(signed, KEY, 'late')).toBe('taken');
    expect(await claimTick(signed, KEY.replace('1m-00', '1m-01'), 'late')).toBe('claimed');
    expect(await signed.get(`claims/${KEY}`)).toBeDefined();
  });

  test('is claimed when the answer to the write was lost, and it is found written', async () => {
    const claim = Buffer.from('{"nonce":"mine"}');
    const lost = ['reset', { status: 412, code: 'PreconditionFailed' }, { status: 200, body: claim }] as const;
    const { url: endpoint } = await scriptedS3(lost);
    const credentials = () => emulator.credentials;
    const store = createSignedObjects({ bucket: 'b', region: 'r', endpoint, credentials });
    expect(await claimTick(store, KEY, 'mine')).toBe('claimed');
  });

  test('is claimed by its own nonce whatever a client says of the write', async () => {
    const { sdk } = await makeBucket(emulator);
    await claimTick(sdk, KEY, 'mine');
    expect(await claimTick(sdk, KEY, 'mine')).toBe('claimed');
    expect(await claimTick(sdk, KEY, 'mine too')).toBe('taken');
  });

  test('is nobody’s to run when it cannot be known who has it', async () => {
    const { url: endpoint } = await scriptedS3([{ status: 412 }, { status: 403, code: 'AccessDenied' }]);
    const credentials = () => emulator.credentials;
    const store = createSignedObjects({ bucket: 'b', region: 'r', endpoint, credentials });
    await expect(claimTick(store, KEY, 'mine')).rejects.toThrow('must be allowed to get');
  });
});
