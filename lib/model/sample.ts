import type { MetricName } from './metrics.ts';

/** One value of one series at one tick. */
export interface Sample {
  readonly name: MetricName;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** The tick, unix milliseconds: the same result sent twice changes nothing. */
  readonly timestampMs: number;
}
