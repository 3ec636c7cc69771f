import type { Signals } from '../../lib/model/delivery.ts';
import type { Batch } from '../../lib/model/journal.ts';
import type { Probe } from '../../lib/model/probe.ts';
import { JournalError } from '../journal/journal-error.ts';
import { inactiveSamplesOf } from '../signals/inactive-samples.ts';
import { logEntryOf } from '../signals/log-entry.ts';
import { missedSamplesOf } from '../signals/missed-samples.ts';
import { pipelineSamplesOf } from '../signals/pipeline-samples.ts';
import { samplesOf } from '../signals/samples.ts';
import { spansOf } from '../signals/spans.ts';

/** By their names. */
export type Probes = ReadonlyMap<string, Probe>;

/**
 * The wanted signals of a batch by itself: the same batch has the same signals, whoever makes them.
 *
 * @param probes those of the batch's plan
 * @throws JournalError `damaged` when none can be made of it
 */
export function batchSignals(batch: Batch, probes: Probes, wanted: ReadonlySet<keyof Signals>): Signals {
  const { location, tickMs, results, plan } = batch;
  const runs = results.map((result) => {
    const probe = probes.get(result.probe);
    if (probe) return [result, { probe, location, tickMs }] as const;
    throw new JournalError('damaged', `The plan ${plan} has no probe '${result.probe}', which a batch names.`);
  });
  return pure(() => ({
    samples: wanted.has('samples')
      ? [
          ...runs.flatMap((run) => samplesOf(...run)),
          ...missedSamplesOf(batch, probes),
          ...inactiveSamplesOf(batch, probes),
          ...pipelineSamplesOf(batch),
        ]
      : [],
    logs: wanted.has('logs') ? runs.map((run) => logEntryOf(...run)) : [],
    spans: wanted.has('spans') ? runs.flatMap((run) => spansOf(...run)) : [],
  }));
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
      { cause: error },
    );
  }
}
