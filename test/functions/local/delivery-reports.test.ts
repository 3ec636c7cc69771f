import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Destination } from '../../../functions/delivery/destination.ts';
import { systemClock } from '../../../functions/engine/system-clock.ts';
import { startLocalDelivery } from '../../../functions/local/delivery.ts';
import { createLog } from '../../../functions/local/log.ts';
import { createOutgoing } from '../../../functions/net/send.ts';
import { createRemoteWriteSink } from '../../../functions/sinks/remote-write/remote-write-sink.ts';
import { PIPELINE_METRICS } from '../../../lib/model/pipeline-metrics.ts';
import type { Sample } from '../../../lib/model/sample.ts';
import { journalTicks, jsonDestination, startReceiver } from '../../support/delivery.ts';
import { openJournal } from '../../support/file-journal.ts';
import { makeFolder } from '../../support/folder.ts';
import { until } from '../../support/local-runner.ts';
import { startPrometheus } from '../../support/real-prometheus.ts';

const EVERY_MS = 100;

/** Delivery that reports every 100 ms, over a journal of its own. */
async function startReporting(destination: Destination) {
  const folder = await makeFolder();
  const journal = await openJournal(join(folder, 'journal'), { clock: systemClock });
  const lines: string[] = [];
  const delivery = await startLocalDelivery(journal, {
    destinations: [destination],
    location: 'office',
    dataFolder: folder,
    maxAgeMs: 86_400_000,
    clock: systemClock,
    log: createLog({ format: 'json', colour: false, write: (text) => void lines.push(text), now: Date.now }),
    reportEveryMs: EVERY_MS,
  });
  onTestFinished(() => delivery.stop(0));
  return { delivery, lines };
}

const waitingIn = (taken: readonly (readonly Sample[])[]) =>
  taken.flat().filter(({ name }) => name === 'probewright_delivery_oldest_waiting_seconds');

test('what delivery counts of itself arrives at its own ticks, also for the time in which the sink was down', async () => {
  const receiver = await startReceiver();
  receiver.answer = () => ({ status: 503 });
  const { delivery, lines } = await startReporting(jsonDestination(receiver.url));
  const tickMs = Date.now() - 2_000;
  await journalTicks(delivery.journal, 1, tickMs);
  await until(() => receiver.asked >= 1);
  const downSinceMs = Date.now();
  await until(() => receiver.asked >= 2);
  const upAgainMs = Date.now();
  receiver.answer = () => ({ status: 204 });

  await until(() => waitingIn(receiver.taken).some(({ value }) => value === 0));
  const reports = waitingIn(receiver.taken);
  const during = reports.filter(({ timestampMs }) => timestampMs > downSinceMs && timestampMs < upAgainMs);
  expect(during.length).toBeGreaterThan(0);
  for (const { labels, value, timestampMs } of reports) {
    expect(labels).toEqual({ job: 'probewright', location: 'office', sink: 'remote-write' });
    expect(timestampMs % EVERY_MS).toBe(0);
    if (timestampMs > downSinceMs && timestampMs < upAgainMs) expect(value).toBeGreaterThanOrEqual(2);
  }
  const names = new Set(receiver.taken.flat().map(({ name }) => name));
  const expected = Object.keys(PIPELINE_METRICS).filter((name) => !name.includes('rejected'));
  expect([...names].filter((name) => name.startsWith('probewright_')).sort()).toEqual(expected.sort());
  const retried = receiver.taken.flat().filter(({ name }) => name === 'probewright_delivery_retries_total');
  expect(Math.max(...retried.map(({ value }) => value))).toBeGreaterThanOrEqual(1);
  expect(lines.filter((line) => line.includes('could not be journalled'))).toEqual([]);
});

test('real Prometheus has them as counters, a gauge and a histogram that answers quantiles', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'probewright-reports-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const prometheus = await startPrometheus(folder, '2h', { features: ['type-and-unit-labels'] });
  onTestFinished(() => prometheus.stop('SIGKILL'));
  const url = prometheus.writeUrl;
  const sink = createRemoteWriteSink({ url }, createOutgoing());
  const { delivery } = await startReporting({ sink, url, takes: 'samples', windowMs: 3_600_000 });
  await journalTicks(delivery.journal, 1, Date.now() - 90);

  const quantile = `histogram_quantile(0.9, probewright_delivery_lag_seconds_bucket{location="office",__type__="histogram"}) > 0`;
  await until(async () => (await prometheus.found(quantile, Date.now())) === 1);
  const taken =
    'probewright_delivery_delivered_items_total{job="probewright",sink="remote-write",__type__="counter"} > 0';
  await until(async () => (await prometheus.found(taken, Date.now())) === 1);
});
