import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { recordIn } from '../../functions/delivery/record-objects.ts';
import type { Settled } from '../../functions/delivery/totals.ts';
import { createHandler } from '../../functions/shipper/create-handler.ts';
import { ASSET } from '../../lib/model/deployment.ts';
import type { DeliverySettings, Receiver } from '../../lib/model/installation.ts';
import type { ObjectStore } from '../../lib/model/objects.ts';
import type { Emulator } from './emulator.ts';
import { makeFolder } from './folder.ts';
import { functionEnv } from './probe-function.ts';

export function receiverAt(url: string, changes: Partial<Receiver> = {}): Receiver {
  return { url, auth: { type: 'none' }, headers: {}, windowMs: 2 * 3_600_000, ...changes };
}

/** A shipper of a bucket, in this process; each call is another instance. */
export async function makeShipper(
  emulator: Emulator,
  journal: string,
  delivery: DeliverySettings,
): Promise<() => ReturnType<typeof createHandler>> {
  const folder = await makeFolder();
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, ASSET.delivery), JSON.stringify(delivery));
  // Where the SDK looks for them.
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, emulator.env[name]);
  onTestFinished(() => void vi.unstubAllEnvs());
  return () => createHandler({ env: functionEnv(emulator, journal, ''), folder });
}

/** What the queue brings for new objects: a message each, as S3 writes it. */
export function eventOf(bucket: string, keys: readonly string[]) {
  const Records = keys.map((key, index) => {
    const encoded = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
    const record = { eventName: 'ObjectCreated:Put', s3: { bucket: { name: bucket }, object: { key: encoded } } };
    return { messageId: `message-${index}`, body: JSON.stringify({ Records: [record] }) };
  });
  return { Records };
}

/** What the objects under a prefix say, by the sink's name. */
export async function groupsUnder(
  store: ObjectStore,
  prefix: 'deliveries/' | 'rejected/',
): Promise<Map<string, Settled[]>> {
  const found = new Map<string, Settled[]>();
  for await (const { key } of store.list(prefix)) {
    if (!key.endsWith('.json')) continue;
    const sink = key.slice(prefix.length).replace(/-[0-9a-f]{8}\/.*/, '');
    const body = await store.get(key);
    if (body) found.set(sink, [...(found.get(sink) ?? []), ...recordIn(body, key).groups]);
  }
  return found;
}
