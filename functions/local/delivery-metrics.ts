import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  isPipelineMetric,
  PIPELINE_METRICS,
  type PipelineMetricName,
  type PipelineValue,
} from '../../lib/model/pipeline-metrics.ts';
import type { DeliveryStatus } from '../delivery/deliverer.ts';
import type { Shipped } from '../delivery/ship.ts';
import { tickOfKey } from '../journal/key.ts';

/** The metrics of delivery; there where results are delivered. */
export interface DeliveryMetrics {
  settled(sink: string, shipped: Shipped, atMs: number): void;
  retried(sink: string): void;
  text(status: readonly DeliveryStatus[], nowMs: number): Promise<string>;
  /** The same for the journal. */
  values(status: readonly DeliveryStatus[], nowMs: number): Promise<readonly PipelineValue[]>;
}

const SECONDS = [0.5, 1, 2, 5, 15, 60, 300, 3_600, 21_600];

/** @param sinceMs unix milliseconds: what counts up does so since then */
export function createDeliveryMetrics(sinceMs: number): DeliveryMetrics {
  const registers = [new Registry()] as const;
  const [registry] = registers;
  const settings = (name: PipelineMetricName) => {
    const { help, labels } = PIPELINE_METRICS[name];
    return { name, help, labelNames: [...labels], registers: [...registers] };
  };
  const delivered = new Counter(settings('probewright_delivery_delivered_items_total'));
  const rejected = new Counter(settings('probewright_delivery_rejected_items_total'));
  const retries = new Counter(settings('probewright_delivery_retries_total'));
  const lag = new Histogram({
    ...settings('probewright_delivery_lag_seconds_sum'),
    name: 'probewright_delivery_lag_seconds',
    buckets: SECONDS,
  });
  const oldest = new Gauge(settings('probewright_delivery_oldest_waiting_seconds'));

  function refresh(status: readonly DeliveryStatus[], nowMs: number): void {
    for (const { sink, oldestWaitingMs } of status) {
      delivered.inc({ sink }, 0);
      retries.inc({ sink }, 0);
      oldest.set({ sink }, oldestWaitingMs === undefined ? 0 : Math.max(0, nowMs - oldestWaitingMs) / 1000);
    }
  }
  return {
    settled(sink, shipped, atMs) {
      delivered.inc({ sink }, shipped.delivered);
      for (const { reason, count } of shipped.rejected) rejected.inc({ sink, reason }, count);
      for (const key of shipped.keys) lag.observe({ sink }, Math.max(0, atMs - (tickOfKey(key) ?? atMs)) / 1000);
    },
    retried: (sink) => retries.inc({ sink }),
    async text(status, nowMs) {
      refresh(status, nowMs);
      return await registry.metrics();
    },
    async values(status, nowMs) {
      refresh(status, nowMs);
      return (await registry.getMetricsAsJSON()).flatMap((family) => valuesOf(family, sinceMs));
    },
  };
}

interface Family {
  readonly name: string;
  readonly values: readonly {
    /** Of a histogram's series. */
    readonly metricName?: string;
    readonly labels: Readonly<Record<string, string | number | undefined>>;
    readonly value: number;
  }[];
}

function valuesOf({ name: family, values }: Family, sinceMs: number): PipelineValue[] {
  return values.flatMap(({ metricName: name = family, labels, value }) => {
    if (!isPipelineMetric(name)) return [];
    const texts = Object.entries(labels).map(([label, text]) => [label, String(text)] as const);
    const start = PIPELINE_METRICS[name].type === 'gauge' ? {} : { startMs: sinceMs };
    return [{ name, labels: Object.fromEntries(texts), value, ...start }];
  });
}
