import type { MetricName } from './metrics.ts';
import type { PipelineMetricName } from './pipeline-metrics.ts';

export type SampleName = MetricName | PipelineMetricName;

/** One value of one series at one tick. */
export interface Sample {
  readonly name: SampleName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** The tick, unix milliseconds: the same result sent twice changes nothing. */
  readonly timestampMs: number;
  /** Of what counts up: unix milliseconds since when; sent as the start timestamp, where the protocol has one. */
  readonly startMs?: number;
  /** The series ends here: the value is of no meaning (NaN), and the sink sends Prometheus's own marker for it. */
  readonly stale?: true;
  /** The trace of the run, 32 hex digits: sent beside the value as an exemplar, where the protocol has them. */
  readonly traceId?: string;
}
