import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOutgoing } from '../../../../functions/net/send.ts';
import { logEntryOf } from '../../../../functions/signals/log-entry.ts';
import { samplesOf } from '../../../../functions/signals/samples.ts';
import { createRemoteWriteSink } from '../../../../functions/sinks/remote-write/remote-write-sink.ts';
import { makeResult } from '../../../support/batches.ts';
import { freePorts, type RealProgram, startProgram } from '../../../support/real-program.ts';
import { probeOf } from '../../../support/tiny-kind.ts';

const MINUTE_MS = 60_000;
const NOW_MS = Date.now() - (Date.now() % MINUTE_MS);
let folder: string;
let url: string;
let prometheus: RealProgram;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probewright-prometheus-'));
  const config = join(folder, 'prometheus.yml');
  await writeFile(config, 'storage: { tsdb: { out_of_order_time_window: 24h } }\n');
  const [port] = await freePorts(1);
  url = `http://127.0.0.1:${port}`;
  prometheus = await startProgram('prometheus', {
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
      '--enable-feature=exemplar-storage',
    ],
    readyUrl: `${url}/-/ready`,
    withinMs: 30_000,
  });
});
afterAll(async () => {
  await prometheus?.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const context = (tickMs: number) => ({ probe: probeOf(), location: 'eu-west-1', tickMs });
const failedAt = (tickMs: number) => ({
  ...makeResult('front', tickMs + 7, 'down'),
  run: tickMs.toString(16).padStart(32, 'e'),
});
async function exemplars(): Promise<(readonly [traceId: string | undefined, atMs: number, value: number])[]> {
  const range = { start: String(NOW_MS / 1000 - 3600), end: String(NOW_MS / 1000) };
  const query = new URLSearchParams({ query: 'probe_duration_seconds{probe="front"}', ...range });
  const { data } = (await (await fetch(`${url}/api/v1/query_exemplars?${query}`)).json()) as {
    data: { exemplars: { labels: { trace_id?: string }; value: string; timestamp: number }[] }[];
  };
  return data.flatMap((one) =>
    one.exemplars.map(({ labels, timestamp, value }) => [labels.trace_id, timestamp * 1000, Number(value)] as const),
  );
}

test('recent exemplars of a failed run name the trace that its Loki line names', async () => {
  const sink = createRemoteWriteSink({ url: `${url}/api/v1/write` }, createOutgoing());
  const send = (tickMs: number) => {
    const samples = samplesOf(failedAt(tickMs), context(tickMs));
    return sink
      .send({ samples, logs: [], spans: [] }, AbortSignal.timeout(20_000))
      .then((delivery) => ({ samples, delivery }));
  };
  // One of them late: within the out-of-order window Prometheus takes late exemplars, too.
  const ticks = [NOW_MS - 2 * MINUTE_MS, NOW_MS - MINUTE_MS, NOW_MS - 30 * MINUTE_MS];
  for (const tickMs of ticks) {
    const { samples, delivery } = await send(tickMs);
    expect(delivery).toEqual({ delivered: samples.length, rejected: [] });
  }
  const wanted = ticks
    .sort()
    .map((tickMs) => [logEntryOf(failedAt(tickMs), context(tickMs)).metadata.trace_id, tickMs, 0.0125]);
  expect(await exemplars()).toEqual(wanted);
});
