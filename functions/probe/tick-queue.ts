import { setTimeout as sleep } from 'node:timers/promises';
import { HandlerError } from '../../lib/model/handler-faults.ts';
import type { ShardPlan, TickEvent } from '../../lib/model/shard.ts';
import type { CredentialsSource } from '../net/aws-credentials.ts';
import { NoAnswer, type Outgoing } from '../net/outgoing.ts';
import { signV4 } from '../net/sigv4.ts';

export interface TickQueue {
  readonly url: string;
  readonly region: string;
  readonly credentials: CredentialsSource;
  readonly send: Outgoing;
}

interface Sent {
  readonly Failed?: readonly {
    readonly Id: string;
    readonly SenderFault?: boolean;
    readonly Code?: string;
    readonly Message?: string;
  }[];
}

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly DelaySeconds: number;
}

const MINUTE_MS = 60_000;
/** As many as one request takes. */
const MOST_MESSAGES = 10;
const TIMEOUT_MS = 5_000;
const MOST_ATTEMPTS = 4;
const FIRST_DELAY_MS = 50;

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

/** What came of an attempt: the entries that the queue has not taken, why, and whether the same may be taken a moment later. */
interface Attempted {
  readonly left: readonly Entry[];
  readonly why: string;
  readonly mayPass: boolean;
}

/** Again what the queue did not take, where that can help: a message that comes twice is run once, one that is lost is a tick that is missing. */
async function sendBatch(queue: TickQueue, entries: readonly Entry[]): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  let left = entries;
  for (let attempt = 1; ; attempt += 1) {
    const attempted = await sendOnce(queue, left, signal);
    left = attempted.left;
    if (left.length === 0) return;
    if (!attempted.mayPass || attempt >= MOST_ATTEMPTS || signal.aborted) {
      const ticks = left.length === 1 ? '1 tick' : `${left.length} ticks`;
      const words = `${ticks} of the next minute could not be sent to ${queue.url}: ${attempted.why}. What was not sent will be missing.`;
      throw new HandlerError('PW6003', words);
    }
    // Full jitter: many functions meet the same trouble at the same tick.
    await sleep(Math.random() * FIRST_DELAY_MS * 2 ** attempt);
  }
}

async function sendOnce(queue: TickQueue, entries: readonly Entry[], signal: AbortSignal): Promise<Attempted> {
  const { url, region, credentials, send } = queue;
  try {
    const request = {
      method: 'POST',
      url: `${new URL(url).origin}/`,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessageBatch' },
      body: Buffer.from(JSON.stringify({ QueueUrl: url, Entries: entries })),
    } as const;
    const headers = signV4(request, { ...(await credentials()), region, service: 'sqs' }, Date.now());
    const { status, body } = await send({ ...request, headers }, signal);
    if (status === 200) return takenInPart(entries, (JSON.parse(body) as Sent).Failed ?? []);
    const mayPass = status >= 500 || status === 429 || /Throttl/.test(body);
    return { left: entries, why: `${status} ${body.slice(0, 300)}`, mayPass };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { left: entries, why, mayPass: error instanceof NoAnswer };
  }
}

function takenInPart(entries: readonly Entry[], failed: NonNullable<Sent['Failed']>): Attempted {
  const ids = new Set(failed.map(({ Id }) => Id));
  return {
    left: entries.filter(({ Id }) => ids.has(Id)),
    why: `${failed[0]?.Code} ${failed[0]?.Message ?? ''}`.trim(),
    mayPass: failed.every(({ SenderFault }) => SenderFault !== true),
  };
}
