import type { Batch } from '../../lib/model/journal.ts';
import { isPipelineMetric } from '../../lib/model/pipeline-metrics.ts';
import type { Sample } from '../../lib/model/sample.ts';

/** Not settable: these are of no probe. */
const JOB = 'probewright';

/** What delivery counted at a batch's tick, as samples; none of a batch of runs. What a later version counted is passed over. */
export function pipelineSamplesOf({ pipeline = [], location, tickMs }: Batch): Sample[] {
  return pipeline
    .filter(({ name }) => isPipelineMetric(name))
    .map(({ name, labels, value }) => ({
      name,
      labels: { ...labels, job: JOB, location },
      value,
      timestampMs: tickMs,
    }));
}
