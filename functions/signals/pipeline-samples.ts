import type { Batch } from '../../lib/model/journal.ts';
import type { Sample } from '../../lib/model/sample.ts';

/** Not settable: these are of no probe. */
const JOB = 'probewright';

/** What delivery counted at a batch's tick, as samples; none of a batch of runs. */
export function pipelineSamplesOf({ pipeline = [], location, tickMs }: Batch): Sample[] {
  return pipeline.map(({ labels, ...value }) => ({
    ...value,
    labels: { ...labels, job: JOB, location },
    timestampMs: tickMs,
  }));
}
