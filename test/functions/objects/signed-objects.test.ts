import { afterAll, beforeAll } from 'vitest';
import { createSignedObjects } from '../../../functions/objects/signed-objects.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { describeObjects } from '../../support/objects-conformance.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

let buckets = 0;
async function open() {
  buckets += 1;
  const bucket = `objects-${buckets}`;
  await emulator.createBucket(bucket);
  const { url: endpoint, region, credentials } = emulator;
  // Three keys a page: every list of the suite goes over several.
  return createSignedObjects({ bucket, region, endpoint, credentials: () => credentials, pageKeys: 3 });
}

describeObjects('the bucket, by requests of our own,', open);
