import { HandlerError } from '../../lib/model/handler-faults.ts';
import type { ShardPlan, TickEvent } from '../../lib/model/shard.ts';
import type { CredentialsSource } from '../net/aws-credentials.ts';
import type { Outgoing } from '../net/outgoing.ts';
import { signV4 } from '../net/sigv4.ts';

export interface TickQueue {
  readonly url: string;
  readonly region: string;
  readonly credentials: CredentialsSource;
  readonly send: Outgoing;
}

interface Sent {
  readonly Failed?: readonly { readonly Code?: string; readonly Message?: string }[];
}

const MINUTE_MS = 60_000;
/** As many as one request takes. */
const MOST_MESSAGES = 10;
const TIMEOUT_MS = 5_000;

/**
 * Sends the ticks of the minute after this one, each delayed so that it arrives at its time or, as delays are whole seconds, up to one later. Throws
 * HandlerError PW6003.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export async function queueTicks(queue: TickQueue, shard: ShardPlan, tickMs: number, nowMs: number): Promise<void> {
  const entries = shard.queuedMs.map((afterMs, index) => {
    const dueMs = tickMs + MINUTE_MS + afterMs;
    const tick: TickEvent = {
      shard: shard.shard,
      plan: shard.plan.hash,
      tick: `${new Date(dueMs).toISOString().slice(0, 19)}Z`,
    };
    const delay = Math.max(0, Math.ceil((dueMs - nowMs) / 1000));
    return { Id: String(index), MessageBody: JSON.stringify(tick), DelaySeconds: delay };
  });
  const groups = Array.from({ length: Math.ceil(entries.length / MOST_MESSAGES) }, (_, index) =>
    entries.slice(index * MOST_MESSAGES, (index + 1) * MOST_MESSAGES),
  );
  await Promise.all(groups.map((group) => sendBatch(queue, group)));
}

async function sendBatch({ url, region, credentials, send }: TickQueue, entries: readonly object[]): Promise<void> {
  try {
    const request = {
      method: 'POST',
      url: `${new URL(url).origin}/`,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessageBatch' },
      body: Buffer.from(JSON.stringify({ QueueUrl: url, Entries: entries })),
    } as const;
    const headers = signV4(request, { ...(await credentials()), region, service: 'sqs' }, Date.now());
    const { status, body } = await send({ ...request, headers }, AbortSignal.timeout(TIMEOUT_MS));
    if (status !== 200) throw new Error(`${status} ${body.slice(0, 300)}`);
    const failed = (JSON.parse(body) as Sent).Failed ?? [];
    if (failed.length > 0)
      throw new Error(`${failed.length} of ${entries.length}: ${failed[0]?.Code} ${failed[0]?.Message}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const words = `${entries.length} ticks of the next minute could not be sent to ${url}: ${why}. They will be missing.`;
    throw new HandlerError('PW6003', words, { cause: error });
  }
}
