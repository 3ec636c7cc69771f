import { setTimeout as pause } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { ObjectStore, PutOptions, StoredObject } from '../../lib/model/objects.ts';
import { ObjectError } from './object-error.ts';
import { checkedKey } from './object-key.ts';

export interface S3ObjectsOptions {
  readonly bucket: string;
  readonly region: string;
  /** Where S3 is; the bucket then is the first segment of the path. Default: what the SDK finds in the environment. */
  readonly endpoint?: string;
  /** Default: what the SDK finds. */
  readonly credentials?: S3ClientConfig['credentials'];
  /** Keys that one request of a list asks for: at most 1,000, the default. */
  readonly pageKeys?: number;
}

const MOST_ATTEMPTS = 5;
const CONFLICT_MS = 50;

/** A bucket of S3 by AWS's own SDK, for shipper and sweeper. Operations throw ObjectError after the SDK's own attempts. */
export function createS3Objects(options: S3ObjectsOptions): ObjectStore {
  const { bucket, region, endpoint, credentials, pageKeys = 1000 } = options;
  const client = new S3Client({
    region,
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(credentials && { credentials }),
  });
  const about = (operation: string, key: string) => ({ operation, bucket, key });
  return {
    put: async (key, body, how) =>
      await told(about('put', checkedKey(key)), () => put(client, { bucket, key, body }, how)),
    get: async (key) => await told(about('get', checkedKey(key)), () => get(client, bucket, key)),
    list: (prefix, after) => list(client, bucket, prefix, after, pageKeys),
    async delete(key) {
      const command = new DeleteObjectCommand({ Bucket: bucket, Key: checkedKey(key) });
      await told(about('delete', key), () => client.send(command));
    },
  };
}

interface Body {
  readonly bucket: string;
  readonly key: string;
  readonly body: Uint8Array;
}

async function put(client: S3Client, { bucket, key, body }: Body, how: PutOptions): Promise<'written' | 'exists'> {
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: body,
    ContentType: how.contentType,
    ...(how.ifAbsent && { IfNoneMatch: '*' }),
  });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.send(command);
      return 'written';
    } catch (error) {
      if (statusOf(error) === 412) return 'exists';
      // Two conditional writes met, and one of them was asked to come again: the SDK does not.
      if (statusOf(error) !== 409 || attempt >= MOST_ATTEMPTS) throw error;
      await pause(Math.random() * CONFLICT_MS * attempt);
    }
  }
}

async function get(client: S3Client, bucket: string, key: string): Promise<Uint8Array | undefined> {
  try {
    const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return await body?.transformToByteArray();
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** Each page begins behind the last key of the one before: no token has to be kept. */
async function* list(
  client: S3Client,
  bucket: string,
  prefix: string,
  after = '',
  pageKeys: number,
): AsyncGenerator<StoredObject, void> {
  for (let last = after; ; ) {
    const command = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      MaxKeys: pageKeys,
      EncodingType: 'url',
      ...(last !== '' && { StartAfter: last }),
    });
    const page = await told({ operation: 'list', bucket, key: prefix }, () => client.send(command));
    for (const { Key: key, Size: bytes } of page.Contents ?? []) {
      if (key === undefined || bytes === undefined) continue;
      last = decodeURIComponent(key.replaceAll('+', ' '));
      yield { key: last, bytes };
    }
    if (!page.IsTruncated) return;
  }
}

async function told<T>(
  about: { readonly operation: string; readonly bucket: string; readonly key: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { name: code, message: words } = error instanceof Error ? error : { name: 'Unknown', message: String(error) };
    const status = statusOf(error);
    throw new ObjectError({ ...about, code, words, ...(status !== undefined && { status }) }, { cause: error });
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
