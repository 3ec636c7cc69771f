import type { Signals } from '../../lib/model/delivery.ts';
import type { Batch, Journal } from '../../lib/model/journal.ts';
import type { Plan } from '../../lib/model/plan.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { Sample } from '../../lib/model/sample.ts';
import { JournalError } from '../journal/journal-error.ts';
import { Recent } from '../journal/recent.ts';
import { logEntryOf } from '../signals/log-entry.ts';
import { pipelineSamplesOf } from '../signals/pipeline-samples.ts';
import { samplesOf } from '../signals/samples.ts';
import { spansOf } from '../signals/spans.ts';
import { endedSeries } from './ended-series.ts';

/** Where batches and their plans are read. */
export interface BatchSource extends Pick<Journal, 'read' | 'list'> {
  /** Throws JournalError `missing` or `damaged`. */
  plan(hash: string): Promise<Plan>;
}

/** The signals of a batch; throws JournalError when it, or its plan, cannot be had. */
export type SignalReader = (key: string) => Promise<Signals>;

/** Several sinks read the same keys at about the same time, and each batch is read again as the one before the next: about 10 kB each. */
const KEPT_BATCHES = 2048;
const KEPT_PLANS = 8;

type Probes = ReadonlyMap<string, Probe>;

interface OfBatch extends Signals {
  readonly batch: Batch;
}

/** Makes the wanted signals of journalled batches: the same key has the same signals, whenever and by whomever it is read. */
export function createSignalReader(source: BatchSource, wanted: ReadonlySet<keyof Signals>): SignalReader {
  const plans = new Recent<string, Probes>(KEPT_PLANS);
  const batches = new Recent<string, OfBatch>(KEPT_BATCHES);
  const probesOf = (hash: string) =>
    plans.get(hash, async () => new Map((await source.plan(hash)).probes.map((probe) => [probe.name, probe])));
  const own = (key: string) => batches.get(key, async () => await madeOf(await source.read(key)));

  async function madeOf(batch: Batch): Promise<OfBatch> {
    const { location, tickMs, results, plan } = batch;
    const probes: Probes = results.length > 0 ? await probesOf(plan) : new Map();
    const runs = results.map((result) => {
      const probe = probes.get(result.probe);
      if (probe) return [result, { probe, location, tickMs }] as const;
      throw new JournalError('damaged', `The plan ${plan} has no probe '${result.probe}', which a batch names.`);
    });
    return pure(() => ({
      batch,
      samples: wanted.has('samples') ? [...runs.flatMap((run) => samplesOf(...run)), ...pipelineSamplesOf(batch)] : [],
      logs: wanted.has('logs') ? runs.map((run) => logEntryOf(...run)) : [],
      spans: wanted.has('spans') ? runs.flatMap((run) => spansOf(...run)) : [],
    }));
  }

  /** Of the batch before; none when the journal no longer has it: its series go stale by their age. */
  async function before({ previous }: Batch): Promise<readonly Sample[]> {
    if (previous === undefined || !wanted.has('samples')) return [];
    try {
      return (await own(previous)).samples;
    } catch (error) {
      if (error instanceof JournalError) return [];
      throw error;
    }
  }

  return async (key) => {
    const { samples, logs, spans, batch } = await own(key);
    const ended = endedSeries(await before(batch), samples, batch.tickMs);
    return { samples: ended.length > 0 ? [...samples, ...ended] : samples, logs, spans };
  };
}

/** What fails here fails each time, and must not hold up the rest; a later version can replay it. */
function pure<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new JournalError(
      'damaged',
      `A fault of ours, or a record that cannot be: no signals can be made of it: ${words}`,
      {
        cause: error,
      },
    );
  }
}
