import { posix } from 'node:path';
import type { StoreSettings } from './settings.ts';

/** The object store's section of a Thanos program (thanos.io/tip/thanos/storage.md). Keys come from the environment or the task's role, never from here. */
export function thanosStore(store: StoreSettings): object {
  if (store.type === 'folder') {
    return { type: 'FILESYSTEM', config: { directory: posix.join(store.path, 'metrics') } };
  }
  const endpoint = store.endpoint === undefined ? undefined : new URL(store.endpoint);
  return {
    type: 'S3',
    config: {
      bucket: store.bucket,
      region: store.region,
      endpoint: endpoint?.host ?? `s3.${store.region}.amazonaws.com`,
      aws_sdk_auth: true,
      ...(endpoint && { insecure: endpoint.protocol === 'http:', bucket_lookup_type: 'path' }),
    },
    prefix: 'metrics',
  };
}

/** The `common.storage` of Loki. */
export function lokiStore(store: StoreSettings): { name: 'filesystem' | 's3'; section: object } {
  if (store.type === 'folder') {
    const logs = posix.join(store.path, 'logs');
    return {
      name: 'filesystem',
      section: {
        filesystem: { chunks_directory: posix.join(logs, 'chunks'), rules_directory: posix.join(logs, 'rules') },
      },
    };
  }
  const endpoint = store.endpoint === undefined ? undefined : new URL(store.endpoint);
  return {
    name: 's3',
    section: {
      s3: {
        bucketnames: store.bucket,
        region: store.region,
        ...(endpoint && {
          endpoint: endpoint.host,
          insecure: endpoint.protocol === 'http:',
          s3forcepathstyle: true,
        }),
      },
    },
  };
}

/** The `storage.trace` of Tempo. */
export function tempoStore(store: StoreSettings): object {
  if (store.type === 'folder') return { backend: 'local', local: { path: posix.join(store.path, 'traces') } };
  const endpoint = store.endpoint === undefined ? undefined : new URL(store.endpoint);
  return {
    backend: 's3',
    s3: {
      bucket: store.bucket,
      prefix: 'traces',
      region: store.region,
      endpoint: endpoint?.host ?? `s3.${store.region}.amazonaws.com`,
      ...(endpoint && { insecure: endpoint.protocol === 'http:', forcepathstyle: true }),
    },
  };
}
