import type { ObjectStore, PutOptions, StoredObject } from '../../lib/model/objects.ts';
import type { CredentialsSource } from '../net/aws-credentials.ts';
import { createConnections, type OutgoingOptions } from '../net/send.ts';
import { type Asked, ask, type Bucket, bucketUrl, type RequestParts } from './bucket-requests.ts';
import { ObjectError } from './object-error.ts';
import { checkedKey } from './object-key.ts';
import { readListPage } from './xml.ts';

export interface SignedObjectsOptions extends Bucket, Pick<OutgoingOptions, 'ca'> {
  readonly credentials: CredentialsSource;
  /** Of each operation with all its attempts, milliseconds; of a list, each page. Default: 10 s. */
  readonly timeoutMs?: number;
  /** Keys that one request of a list asks for: at most 1,000, the default. */
  readonly pageKeys?: number;
  /** Of an object that is read; a larger one is an error. Default: 256 MiB. */
  readonly mostBytes?: number;
}

export interface SignedObjects extends ObjectStore {
  /** Begins to open the connection, so that the next operation finds it open. Sends nothing, costs nothing, cannot fail. */
  warm(): void;
}

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 256 * 1024 * 1024;
const PAGE_BYTES = 16 * 1024 * 1024;
const PAGE_KEYS = 1000;

/**
 * A bucket of S3, by signed requests of our own, for the probe function: 15 kB minified where the SDK has 578. Operations throw ObjectError.
 * Quick retries are inside; what fails after them is for the caller to decide.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export function createSignedObjects(options: SignedObjectsOptions): SignedObjects {
  const { timeoutMs = TIMEOUT_MS, pageKeys = PAGE_KEYS, mostBytes = MOST_BYTES, ca, ...rest } = options;
  const { send, open } = createConnections(ca === undefined ? {} : { ca });
  const parts: Parts = { ...rest, timeoutMs, send, mostBytes };
  return {
    put: (key, body, how) => put(parts, key, body, how),
    get: (key) => get(parts, key),
    list: (prefix, after) => list(parts, prefix, after, pageKeys),
    async delete(key) {
      await ask(parts, { operation: 'delete', method: 'DELETE', key: checkedKey(key), takes: [200, 204, 404] });
    },
    warm: () => open(bucketUrl(rest)),
  };
}

interface Parts extends RequestParts {
  readonly mostBytes: number;
}

async function put(parts: Parts, key: string, body: Uint8Array, how: PutOptions): Promise<'written' | 'exists'> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const asked = await ask(parts, {
    operation: 'put',
    method: 'PUT',
    key: checkedKey(key),
    headers: { 'content-type': how.contentType, ...(how.ifAbsent && { 'if-none-match': '*' }) },
    body: bytes,
    takes: how.ifAbsent ? [200, 412] : [200],
  });
  if (asked.answer.status === 200) return 'written';
  return (await isOurs(parts, key, bytes, asked)) ? 'written' : 'exists';
}

/** An object that is there may be what an earlier attempt wrote, whose answer was lost. */
async function isOurs(parts: Parts, key: string, bytes: Buffer, { uncertain }: Asked): Promise<boolean> {
  if (!uncertain) return false;
  const there = await get(parts, key).catch(() => undefined);
  return there !== undefined && Buffer.compare(there, bytes) === 0;
}

async function get(parts: Parts, key: string): Promise<Uint8Array | undefined> {
  const request = { operation: 'get', method: 'GET', key: checkedKey(key), keepBytes: parts.mostBytes + 1 } as const;
  const { answer } = await ask(parts, { ...request, takes: [200, 404] });
  // Without the right to list, S3 answers 403 here; a bucket that is missing is a fault, not an object that is.
  if (answer.status === 404) {
    if (answer.body.includes('<Code>NoSuchBucket</Code>')) throw noBucket(parts, key);
    return undefined;
  }
  if (answer.bytes.length <= parts.mostBytes) return answer.bytes;
  const words = `it has more than the ${parts.mostBytes} bytes that are read`;
  throw new ObjectError({ operation: 'get', bucket: parts.bucket, key, code: 'TooLarge', words });
}

function noBucket({ bucket }: Bucket, key: string): ObjectError {
  const words = 'The specified bucket does not exist';
  return new ObjectError({ operation: 'get', bucket, key, status: 404, code: 'NoSuchBucket', words });
}

/** Each page begins behind the last key of the one before: no token has to be kept. */
async function* list(
  parts: RequestParts,
  prefix: string,
  after = '',
  pageKeys: number,
): AsyncGenerator<StoredObject, void> {
  for (let last = after; ; ) {
    const query = {
      'list-type': '2',
      'encoding-type': 'url',
      'max-keys': String(pageKeys),
      prefix,
      ...(last !== '' && { 'start-after': last }),
    };
    const { answer } = await ask(parts, {
      operation: 'list',
      method: 'GET',
      key: '',
      query,
      keepBytes: PAGE_BYTES,
      takes: [200],
    });
    const { objects, more } = readListPage(answer.body);
    yield* objects;
    const end = objects.at(-1)?.key;
    if (!more || end === undefined) return;
    last = end;
  }
}
