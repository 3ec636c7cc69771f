import { createS3Objects } from '../../functions/objects/s3-objects.ts';
import { createSignedObjects, type SignedObjects } from '../../functions/objects/signed-objects.ts';
import type { ObjectStore } from '../../lib/model/objects.ts';
import type { Emulator } from './emulator.ts';

let made = 0;

/** An empty bucket of the emulator, as the probe function and as the shipper see it. */
export async function makeBucket(
  emulator: Emulator,
  options: { readonly pageKeys?: number } = {},
): Promise<{ readonly name: string; readonly signed: SignedObjects; readonly sdk: ObjectStore }> {
  made += 1;
  const name = `bucket-${made}`;
  await emulator.createBucket(name);
  const { url: endpoint, region, credentials } = emulator;
  const bucket = { bucket: name, region, endpoint, ...options };
  return {
    name,
    signed: createSignedObjects({ ...bucket, credentials: () => credentials }),
    sdk: createS3Objects({ ...bucket, credentials }),
  };
}
