import { BATCH_VERSION, type Journal } from '../../lib/model/journal.ts';
import type { PipelineValue } from '../../lib/model/pipeline-metrics.ts';
import type { Clock } from '../../lib/model/prober.ts';

export interface DeliveryReportsParts {
  readonly journal: Pick<Journal, 'append'>;
  readonly location: string;
  readonly clock: Clock;
  /** Reports stand at multiples of this, unix milliseconds. */
  readonly everyMs: number;
  readonly values: () => Promise<readonly PipelineValue[]>;
  readonly onFailure: (error: unknown) => void;
}

/** No probe's name begins so. */
const SHARD = '_delivery';

/**
 * Journals what delivery counts of itself, at every whole minute beginning with the second, so that it takes the road of all results. Returns what
 * ends it, which waits for the report that is under way.
 */
export function startDeliveryReports(parts: DeliveryReportsParts): () => Promise<void> {
  const { clock, everyMs } = parts;
  const next = (ms: number) => (Math.floor(ms / everyMs) + 1) * everyMs;
  let dueMs = next(clock.now()) + everyMs;
  let writing = Promise.resolve();
  let timer = setTimeout(tick, dueMs - clock.now());

  function tick(): void {
    const nowMs = clock.now();
    // A clock that was set back: not yet.
    if (nowMs >= dueMs) {
      // A machine that slept has nothing to say of the time between.
      const tickMs = Math.floor(nowMs / everyMs) * everyMs;
      writing = writing.then(() => report(parts, tickMs)).catch(parts.onFailure);
    }
    dueMs = next(nowMs);
    timer = setTimeout(tick, dueMs - nowMs);
  }
  return async () => {
    clearTimeout(timer);
    await writing;
  };
}

async function report({ journal, location, values }: DeliveryReportsParts, tickMs: number): Promise<void> {
  const pipeline = await values();
  // It holds no run, and so speaks of no plan.
  await journal.append({ version: BATCH_VERSION, location, tickMs, shard: SHARD, plan: '', results: [], pipeline });
}
