import type { Destination } from '../../../functions/delivery/destination.ts';
import { createOutgoing } from '../../../functions/net/send.ts';
import { createFolderObjects } from '../../../functions/objects/folder-objects.ts';
import { createS3Objects } from '../../../functions/objects/s3-objects.ts';
import { createLokiSink } from '../../../functions/sinks/loki/loki-sink.ts';
import { createRemoteWriteSink } from '../../../functions/sinks/remote-write/remote-write-sink.ts';
import type { ObjectStore } from '../../../lib/model/objects.ts';

/** Where journal and records are: a bucket of the emulator, or a folder. */
export type StorePlace =
  | { readonly folder: string }
  | {
      readonly bucket: string;
      readonly region: string;
      readonly endpoint: string;
      readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    };

/** What a shipper must know; plain data, for its command line. */
export interface Place {
  readonly store: StorePlace;
  readonly remoteWriteUrl: string;
  readonly lokiUrl: string;
  /** How far back both take items. */
  readonly windowMs: number;
  /** How long a sink is tried for one event. */
  readonly tryMs: number;
}

export function storeFor({ store }: Pick<Place, 'store'>): ObjectStore {
  return 'folder' in store ? createFolderObjects(store.folder) : createS3Objects(store);
}

export function destinationsFor(place: Pick<Place, 'remoteWriteUrl' | 'lokiUrl' | 'windowMs'>): Destination[] {
  const { remoteWriteUrl, lokiUrl, windowMs } = place;
  const credentials = { headers: { 'X-Scope-OrgID': 'probes' } };
  return [
    {
      url: remoteWriteUrl,
      takes: 'samples',
      windowMs,
      sink: createRemoteWriteSink({ url: remoteWriteUrl, windowMs }, createOutgoing()),
    },
    {
      url: lokiUrl,
      takes: 'logs',
      windowMs,
      sink: createLokiSink({ url: lokiUrl, windowMs, credentials }, createOutgoing()),
    },
  ];
}
