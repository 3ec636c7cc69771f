import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSignedObjects, type SignedObjects } from '../../functions/objects/signed-objects.ts';

/** A bucket that takes everything and keeps nothing: what is left is the time of whoever asks. */
export async function startPlainBucket(): Promise<{ readonly store: SignedObjects; stop(): void }> {
  const server = createServer((request, response) => void request.resume().on('end', () => response.end()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = () => ({ accessKeyId: 'test', secretAccessKey: 'test', sessionToken: 'test' });
  return {
    store: createSignedObjects({ bucket: 'bench', region: 'eu-central-1', endpoint, credentials }),
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
