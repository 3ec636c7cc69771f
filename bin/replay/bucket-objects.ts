import type { ObjectStore } from '../../lib/model/objects.ts';
import { UsageError } from '../command.ts';

/** The objects below `s3://BUCKET[/PREFIX]`, which an option names. Throws UsageError. */
export async function bucketObjects(
  option: string,
  place: string,
  region: string | undefined,
  endpoint: string | undefined,
): Promise<ObjectStore> {
  const [bucket = '', path = ''] = place.slice('s3://'.length).split(/\/(.*)/s);
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw new UsageError(
      `${option}: '${bucket}' is no name of a bucket: lower-case letters, digits, dots and hyphens.`,
    );
  }
  if (region === undefined) throw new UsageError(`${option} s3://BUCKET needs --s3-region, such as eu-west-1.`);
  if (endpoint !== undefined && !/^https?:\/\/[^/]+\/?$/.test(endpoint)) {
    throw new UsageError(`--s3-endpoint takes a URL without a path, such as http://127.0.0.1:9000, not '${endpoint}'.`);
  }
  // The SDK takes a while to load, and is needed for this alone.
  const { createS3Objects } = await import('../../functions/objects/s3-objects.ts');
  const prefix = path.split('/').filter(Boolean).join('/');
  const store = createS3Objects({ bucket, region, ...(endpoint !== undefined && { endpoint }) });
  return prefix === '' ? store : below(store, `${prefix}/`);
}

/** What stands below a prefix, under names that begin behind it. */
function below(store: ObjectStore, prefix: string): ObjectStore {
  return {
    put: (key, body, options) => store.put(`${prefix}${key}`, body, options),
    get: (key) => store.get(`${prefix}${key}`),
    async *list(begin, after) {
      const behind = after === undefined || after === '' ? undefined : `${prefix}${after}`;
      for await (const { key, bytes } of store.list(`${prefix}${begin}`, behind)) {
        yield { key: key.slice(prefix.length), bytes };
      }
    },
    delete: (key) => store.delete(`${prefix}${key}`),
  };
}
