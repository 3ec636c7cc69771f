import type { TickEvent } from '../../lib/model/shard.ts';
import { HandlerError } from './handler-error.ts';

/** From the Scheduler a tick itself; from the queue one message with a tick. */
export type ProbeEvent = TickEvent | { readonly Records: readonly { readonly body: string }[] };

export interface Tick {
  readonly shard: string;
  /** The hash of the shard's plan, as whoever sent the event knew it. */
  readonly plan: string;
  readonly tickMs: number;
  /** It came from the queue: its minute's own run has sent it. */
  readonly queued: boolean;
}

/** What an event asks for. Throws HandlerError PW6002. */
export function readTick(event: ProbeEvent): Tick {
  const queued = 'Records' in event;
  const { shard, plan, tick } = queued ? messageIn(event.Records) : event;
  const tickMs = typeof tick === 'string' ? Date.parse(tick) : Number.NaN;
  // The name becomes a file's.
  if (typeof shard === 'string' && /^[\w-]+$/.test(shard) && !Number.isNaN(tickMs)) {
    return { shard, plan, tickMs, queued };
  }
  throw invalid(event);
}

function messageIn(records: readonly { readonly body: string }[]): Partial<TickEvent> & Pick<TickEvent, 'plan'> {
  const [only, ...more] = records;
  if (only === undefined || more.length > 0) throw invalid(records);
  try {
    return JSON.parse(only.body) as TickEvent;
  } catch (error) {
    throw invalid(records, error);
  }
}

function invalid(given: unknown, cause?: unknown): HandlerError {
  const words = `A probe function takes {"shard","plan","tick"} of a schedule, or one message of its queue with that as its body; it was given ${JSON.stringify(given)?.slice(0, 500)}.`;
  return new HandlerError('PW6002', words, { cause });
}
