import { METRICS, type MetricName } from './metrics.ts';

/**
 * The catalogue of what delivery counts of itself. It goes the road of the probes' own samples, through the journal and by remote write, so that it
 * is there also for the time in which no sink was; and stands on `/metrics` for when that road is what broke.
 */
interface PipelineMetric {
  /** Of `histogram` each series has an entry: buckets, sum and count. */
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  /** What it adds to `job` and `location`. */
  readonly labels: readonly string[];
  readonly unit: 'seconds' | 'number';
}

const LAG = 'Time from the tick of a batch to its being delivered or rejected';

export const PIPELINE_METRICS = {
  probewright_delivery_delivered_items_total: {
    type: 'counter',
    help: 'Samples, log lines or spans that the far side took',
    labels: ['sink'],
    unit: 'number',
  },
  probewright_delivery_rejected_items_total: {
    type: 'counter',
    help: 'Samples, log lines or spans that were refused for good',
    labels: ['sink', 'reason'],
    unit: 'number',
  },
  probewright_delivery_retries_total: {
    type: 'counter',
    help: 'Requests that must be made again',
    labels: ['sink'],
    unit: 'number',
  },
  probewright_delivery_oldest_waiting_seconds: {
    type: 'gauge',
    help: 'Time since the tick of the oldest batch that waits; 0 when none does',
    labels: ['sink'],
    unit: 'seconds',
  },
  probewright_delivery_lag_seconds_bucket: { type: 'histogram', help: LAG, labels: ['sink', 'le'], unit: 'seconds' },
  probewright_delivery_lag_seconds_sum: { type: 'histogram', help: LAG, labels: ['sink'], unit: 'seconds' },
  probewright_delivery_lag_seconds_count: { type: 'histogram', help: LAG, labels: ['sink'], unit: 'seconds' },
} as const satisfies Record<string, PipelineMetric>;
export type PipelineMetricName = keyof typeof PIPELINE_METRICS;

/** A value as it was counted at a tick. */
export interface PipelineValue {
  readonly name: PipelineMetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Unix milliseconds since when it counts up; absent of what does not. */
  readonly startMs?: number;
}

export function isPipelineMetric(name: string): name is PipelineMetricName {
  return Object.hasOwn(PIPELINE_METRICS, name);
}

/** Of what a later version wrote into the journal. */
const UNKNOWN = { type: 'unknown', help: '', unit: 'number' } as const;

/** Of a metric of either catalogue. */
export function describedMetric(name: MetricName | PipelineMetricName) {
  if (isPipelineMetric(name)) return PIPELINE_METRICS[name];
  return Object.hasOwn(METRICS, name) ? METRICS[name] : UNKNOWN;
}
