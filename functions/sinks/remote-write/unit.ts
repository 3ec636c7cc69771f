import { describedMetric } from '../../../lib/model/pipeline-metrics.ts';
import type { SampleName } from '../../../lib/model/sample.ts';

/** The unit in OpenMetrics' sense, which is part of the metric's name; empty where the name does not end with it. */
export function unitOf(name: SampleName): string {
  const unit = { 'unix seconds': 'seconds', seconds: 'seconds', bytes: 'bytes', boolean: '', number: '', info: '' }[
    describedMetric(name).unit
  ];
  return name.endsWith(`_${unit}`) ? unit : '';
}
