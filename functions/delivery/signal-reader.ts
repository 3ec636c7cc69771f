import type { Signals } from '../../lib/model/delivery.ts';
import type { Batch, Journal } from '../../lib/model/journal.ts';
import type { Plan } from '../../lib/model/plan.ts';
import type { Sample } from '../../lib/model/sample.ts';
import { JournalError } from '../journal/journal-error.ts';
import { Recent } from '../journal/recent.ts';
import { batchSignals, type Probes } from './batch-signals.ts';
import { endedSeries } from './ended-series.ts';

/** Where batches and their plans are read. */
export interface BatchSource extends Pick<Journal, 'read' | 'list'> {
  /** Throws JournalError `missing` or `damaged`. */
  plan(hash: string): Promise<Plan>;
}

/** The signals of a batch; throws JournalError when it, or its plan, cannot be had. */
export type SignalReader = (key: string) => Promise<Signals>;

/**
 * Several sinks read the same keys at about the same time, and each batch is read again as the one before the next: as many are kept as have so many
 * samples, lines and spans together, about 300 bytes each. That is 2,000 batches of one run, or ten of 200.
 */
const KEPT_SIGNALS = 65_536;
/** Probes of all plans that are kept, about 2 kB each: in AWS each shard has a plan of its own. */
const KEPT_PROBES = 40_000;

interface OfBatch extends Signals {
  readonly batch: Batch;
}

/** Makes the wanted signals of journalled batches: the same key has the same signals, whenever and by whomever it is read. */
export function createSignalReader(source: BatchSource, wanted: ReadonlySet<keyof Signals>): SignalReader {
  const plans = new Recent<string, Probes>(KEPT_PROBES, ({ size }) => size);
  const batches = new Recent<string, OfBatch>(
    KEPT_SIGNALS,
    ({ samples, logs, spans }) => samples.length + logs.length + spans.length,
  );
  const probesOf = (hash: string) =>
    plans.get(hash, async () => new Map((await source.plan(hash)).probes.map((probe) => [probe.name, probe])));
  const own = (key: string) => batches.get(key, async () => await madeOf(await source.read(key)));

  async function madeOf(batch: Batch): Promise<OfBatch> {
    const isOfProbes = batch.results.length > 0 || batch.missed !== undefined || batch.inactive !== undefined;
    const probes: Probes = isOfProbes ? await probesOf(batch.plan) : new Map();
    return { batch, ...batchSignals(batch, probes, wanted) };
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
