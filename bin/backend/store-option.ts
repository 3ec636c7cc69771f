import { join, resolve } from 'node:path';
import type { StoreSettings } from '../../lib/backend/settings.ts';
import { UsageError } from '../command.ts';

interface Values {
  readonly store?: string | undefined;
  readonly 's3-region'?: string | undefined;
  readonly 's3-endpoint'?: string | undefined;
}

/** What `--store` names. Throws UsageError. */
export function storeOf(values: Values, folder: string, cwd: string): StoreSettings {
  const { store, 's3-region': region, 's3-endpoint': endpoint } = values;
  if (store?.startsWith('s3://') !== true) {
    if (region !== undefined || endpoint !== undefined) {
      throw new UsageError('--s3-region and --s3-endpoint go with --store s3://BUCKET.');
    }
    return { type: 'folder', path: store === undefined ? join(folder, 'objects') : resolve(cwd, store) };
  }
  const bucket = store.slice('s3://'.length).replace(/\/$/, '');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    throw new UsageError(`--store: '${bucket}' is no name of a bucket: lower-case letters, digits, dots and hyphens.`);
  }
  if (region === undefined) throw new UsageError('--store s3://BUCKET needs --s3-region, such as eu-west-1.');
  if (endpoint !== undefined && !/^https?:\/\/[^/]+\/?$/.test(endpoint)) {
    throw new UsageError(`--s3-endpoint takes a URL without a path, such as http://127.0.0.1:9000, not '${endpoint}'.`);
  }
  return { type: 's3', bucket, region, ...(endpoint !== undefined && { endpoint }) };
}
