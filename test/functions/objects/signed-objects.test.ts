import { afterAll, beforeAll } from 'vitest';
import { makeBucket } from '../../support/buckets.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { describeObjects } from '../../support/objects-conformance.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

// Three keys a page: every list of the suite goes over several.
describeObjects(
  'the bucket, by requests of our own,',
  async () => (await makeBucket(emulator, { pageKeys: 3 })).signed,
);
