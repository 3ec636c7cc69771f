import type { Batch } from '../../lib/model/journal.ts';
import type { TickEvent } from '../../lib/model/shard.ts';

/** From the Scheduler a tick itself; from the queue one message with a tick. */
export type ProbeEvent = TickEvent | { readonly Records: readonly { readonly body: string }[] };

/** What a tick's batch is journalled under. */
export type TickName = Pick<Batch, 'location' | 'tickMs' | 'shard'>;

export interface Tick {
  readonly shard: string;
  /** The hash of the shard's plan, as whoever sent the event knew it. */
  readonly plan: string;
  readonly tickMs: number;
  /** It came from the queue: its minute's own run has sent it. */
  readonly queued: boolean;
}

/** What an event asks for; undefined when it is none of ours. */
export function readTick(event: ProbeEvent): Tick | undefined {
  try {
    const queued = 'Records' in event;
    const { shard, plan, tick } = queued ? messageIn(event.Records) : event;
    const tickMs = Date.parse(tick);
    // The name becomes a file's.
    if (/^[\w-]+$/.test(shard) && !Number.isNaN(tickMs)) return { shard, plan, tickMs, queued };
  } catch {
    // It is something else.
  }
  return undefined;
}

function messageIn([only, ...more]: readonly { readonly body: string }[]): TickEvent {
  return JSON.parse(more.length > 0 ? '' : (only?.body ?? '')) as TickEvent;
}
