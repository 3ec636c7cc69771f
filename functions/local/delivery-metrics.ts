import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { DeliveryStatus } from '../delivery/deliverer.ts';
import type { Shipped } from '../delivery/ship.ts';
import { tickOfKey } from '../journal/key.ts';

/** The metrics of delivery; there where results are delivered. */
export interface DeliveryMetrics {
  settled(sink: string, shipped: Shipped, atMs: number): void;
  retried(sink: string): void;
  text(status: readonly DeliveryStatus[], nowMs: number): Promise<string>;
}

const SECONDS = [0.5, 1, 2, 5, 15, 60, 300, 3_600, 21_600];

export function createDeliveryMetrics(): DeliveryMetrics {
  const registers = [new Registry()] as const;
  const [registry] = registers;
  const settings = <L extends string>(name: string, help: string, labelNames: readonly L[]) => ({
    name: `probewright_delivery_${name}`,
    help,
    labelNames,
    registers: [...registers],
  });
  const delivered = new Counter(
    settings('delivered_items_total', 'Samples, log lines or spans that the far side took', ['sink']),
  );
  const rejected = new Counter(
    settings('rejected_items_total', 'Samples, log lines or spans that were refused for good', ['sink', 'reason']),
  );
  const retries = new Counter(settings('retries_total', 'Requests that must be made again', ['sink']));
  const lag = new Histogram({
    ...settings('lag_seconds', 'Time from the tick of a batch to its being delivered or rejected', ['sink']),
    buckets: SECONDS,
  });
  const oldest = new Gauge(
    settings('oldest_waiting_seconds', 'Time since the tick of the oldest batch that waits; 0 when none does', [
      'sink',
    ]),
  );
  return {
    settled(sink, shipped, atMs) {
      delivered.inc({ sink }, shipped.delivered);
      for (const { reason, count } of shipped.rejected) rejected.inc({ sink, reason }, count);
      for (const key of shipped.keys) lag.observe({ sink }, Math.max(0, atMs - (tickOfKey(key) ?? atMs)) / 1000);
    },
    retried: (sink) => retries.inc({ sink }),
    async text(status, nowMs) {
      for (const { sink, oldestWaitingMs } of status) {
        delivered.inc({ sink }, 0);
        retries.inc({ sink }, 0);
        oldest.set({ sink }, oldestWaitingMs === undefined ? 0 : Math.max(0, nowMs - oldestWaitingMs) / 1000);
      }
      return await registry.metrics();
    },
  };
}
