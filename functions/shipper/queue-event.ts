import { LAYOUT } from '../../lib/model/layout.ts';
import { tickOfKey } from '../journal/key.ts';

/** What Lambda brings from the queue. */
export interface QueueEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** A message with the keys of batches that it tells of; none when it tells of nothing of ours. */
export interface Told {
  readonly messageId: string;
  readonly keys: readonly string[];
}

interface Notification {
  readonly Records?: readonly {
    readonly eventName?: string;
    readonly s3?: { readonly bucket?: { readonly name?: string }; readonly object?: { readonly key?: string } };
  }[];
}

/**
 * The journal's keys in notifications of S3. What is no notification of a new batch in this bucket, such as S3's own test, is passed over: it can
 * never be shipped, and what was lost with it the reconciler finds.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function readQueueEvent({ Records: records }: QueueEvent, bucket: string): Told[] {
  return records.map(({ messageId, body }) => ({ messageId, keys: keysIn(body, bucket) }));
}

function keysIn(body: string, bucket: string): string[] {
  const records = parsed(body)?.Records;
  if (!Array.isArray(records)) return [];
  return (records as NonNullable<Notification['Records']>).flatMap((record) => {
    const { eventName, s3 } = record ?? {};
    if (typeof eventName !== 'string' || !eventName.startsWith('ObjectCreated:') || s3?.bucket?.name !== bucket)
      return [];
    const key = decoded(s3.object?.key);
    if (!key?.startsWith(LAYOUT.journal)) return [];
    const own = key.slice(LAYOUT.journal.length);
    return tickOfKey(own) === undefined ? [] : [own];
  });
}

/** As forms encode: a space is a plus sign. */
function decoded(key: unknown): string | undefined {
  try {
    return typeof key === 'string' ? decodeURIComponent(key.replaceAll('+', ' ')) : undefined;
  } catch {
    return undefined;
  }
}

function parsed(body: string): Notification | undefined {
  try {
    return JSON.parse(body) as Notification;
  } catch {
    return undefined;
  }
}
