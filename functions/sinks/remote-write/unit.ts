import { METRICS, type MetricName } from '../../../lib/model/metrics.ts';

/** The unit in OpenMetrics' sense, which is part of the metric's name; empty where the name does not end with it. */
export function unitOf(name: MetricName): string {
  const unit = { 'unix seconds': 'seconds', seconds: 'seconds', bytes: 'bytes', boolean: '', number: '', info: '' }[
    METRICS[name].unit
  ];
  return name.endsWith(`_${unit}`) ? unit : '';
}
