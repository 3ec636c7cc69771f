import { expect, test } from 'vitest';
import type { DeliveryAnswer } from '../../../functions/local/api.ts';
import { jsonDestination, runsIn, startReceiver } from '../../support/delivery.ts';
import { makeFolder } from '../../support/folder.ts';
import { httpProbe } from '../../support/http-probes.ts';
import { startTarget, startTestLocal, until } from '../../support/local-runner.ts';

async function startDelivering(probes: Parameters<typeof startTestLocal>[1], folder?: string) {
  const receiver = await startReceiver();
  const destinations = [jsonDestination(receiver.url)];
  const runner = await startTestLocal(folder ?? (await makeFolder()), probes, { destinations });
  return { receiver, ...runner };
}

test('a run is journalled, then shipped; metrics and /api/delivery say so', async () => {
  const target = await startTarget();
  const { receiver, ask, json } = await startDelivering([httpProbe('shop', target.url)]);
  await ask('/api/probes/shop/run', { method: 'POST' });
  await until(() => runsIn(receiver.taken).length === 1);
  const delivery = await until(async () => {
    const answer = await json<DeliveryAnswer>('/api/delivery');
    const [sink] = answer.sinks;
    return sink?.totals.batches === 1 && sink.oldestWaitingMs === undefined && answer;
  });
  const items = receiver.taken.flat().length;
  expect(delivery.sinks).toEqual([
    {
      sink: 'remote-write',
      url: receiver.url,
      totals: { batches: 1, rejectedBatches: 0, delivered: items, rejected: {} },
    },
  ]);
  const metrics = (await ask('/metrics')).body.toString();
  expect(metrics).toContain(`probewright_delivery_delivered_items_total{sink="remote-write"} ${items}\n`);
  expect(metrics).toContain('probewright_delivery_lag_seconds_count{sink="remote-write"} 1\n');
  expect(metrics).toContain('probewright_delivery_oldest_waiting_seconds{sink="remote-write"} 0\n');
});

test('refusals are logged with the words of the far side, and counted by reason', async () => {
  const target = await startTarget();
  const { receiver, ask, lines } = await startDelivering([httpProbe('shop', target.url)]);
  receiver.answer = () => ({ status: 400, body: 'too many labels' });
  await ask('/api/probes/shop/run', { method: 'POST' });
  const line = await until(() => lines.find(({ event }) => event === 'rejected'));
  expect(line).toMatchObject({ level: 'error', sink: 'remote-write', reason: 'invalid' });
  expect(line.message).toMatch(/^remote-write refused \d+ items for good \(invalid\): «too many labels»\. They stand/);
  expect((await ask('/metrics')).body.toString()).toMatch(
    /probewright_delivery_rejected_items_total\{sink="remote-write",reason="invalid"\} [1-9]\d*\n/,
  );
});

test('a stop sends what is left; with the receiver down it is sent by the next start', async () => {
  const target = await startTarget();
  const folder = await makeFolder();
  const probes = [httpProbe('shop', target.url)];
  const receiver = await startReceiver();
  const destinations = [jsonDestination(receiver.url)];
  const first = await startTestLocal(folder, probes, { destinations });
  await first.ask('/api/probes/shop/run', { method: 'POST' });
  await first.local.stop(1000);
  expect(runsIn(receiver.taken)).toHaveLength(1);
  receiver.answer = () => ({ status: 503 });
  const second = await startTestLocal(folder, probes, { destinations });
  await second.ask('/api/probes/shop/run', { method: 'POST' });
  await second.local.stop(1000);
  expect(runsIn(receiver.taken)).toHaveLength(1);
  receiver.answer = () => ({ status: 204 });
  await startTestLocal(folder, probes, { destinations });
  await until(() => runsIn(receiver.taken).length === 2);
});

test.each([
  ['is removed', []],
  ['is disabled', [{ enabled: false }]],
])('every series of a probe ends when it %s', async (_how, changes) => {
  const target = await startTarget();
  const { receiver, ask, ...runner } = await startDelivering([httpProbe('shop', target.url)]);
  await ask('/api/probes/shop/run', { method: 'POST' });
  await until(() => receiver.taken.length === 1);
  runner.set(changes.map((change) => httpProbe('shop', target.url, change)));
  await ask('/-/reload', { method: 'POST' });
  await until(() => receiver.taken.length === 2);
  const [had, end] = receiver.taken;
  const ended = end?.filter(({ stale }) => stale);
  // Its interval says 0 before it ends, too.
  expect(end?.filter(({ stale }) => !stale)).toMatchObject([{ name: 'probe_interval_seconds', value: 0 }]);
  const series = (samples: typeof had) => samples?.map(({ name, labels }) => JSON.stringify([name, labels])).toSorted();
  expect(series(ended)).toEqual(series(had));
  expect(Math.min(...(ended ?? []).map(({ timestampMs }) => timestampMs))).toBeGreaterThan(
    Math.max(...(had ?? []).map(({ timestampMs }) => timestampMs)),
  );
});

test('a run under way when its probe is removed is the last before the end', async () => {
  const target = await startTarget();
  const gate = Promise.withResolvers<void>();
  const { receiver, ask, ...runner } = await startDelivering([httpProbe('shop', target.url)]);
  target.gate = gate.promise;
  const running = ask('/api/probes/shop/run', { method: 'POST' });
  await until(() => target.seen.length === 1);
  runner.set([]);
  await ask('/-/reload', { method: 'POST' });
  gate.resolve();
  await running;
  await until(() => receiver.taken.flat().some(({ stale }) => stale));
  const samples = receiver.taken.flat();
  const [run = 0, ...later] = samples.filter(({ name }) => name === 'probe_run_good').map((one) => one.timestampMs);
  expect(later).toHaveLength(1);
  expect(samples.filter(({ stale }) => stale).every(({ timestampMs }) => timestampMs > run)).toBe(true);
});

test('a probe that was removed while no runner was there ends at the next start', async () => {
  const target = await startTarget();
  const folder = await makeFolder();
  const first = await startDelivering([httpProbe('shop', target.url), httpProbe('mail', target.url)], folder);
  for (const name of ['shop', 'mail']) await first.ask(`/api/probes/${name}/run`, { method: 'POST' });
  await first.local.stop(1000);
  const second = await startDelivering([httpProbe('mail', target.url)], folder);
  await until(() => second.receiver.taken.flat().some(({ stale }) => stale));
  const ended = second.receiver.taken.flat().filter(({ stale }) => stale);
  expect(new Set(ended.map(({ labels }) => labels.probe))).toEqual(new Set(['shop']));
});

test('a series that a run no longer has ends with that run', async () => {
  const target = await startTarget();
  const { receiver, ask } = await startDelivering([httpProbe('shop', target.url)]);
  target.status = 500;
  await ask('/api/probes/shop/run', { method: 'POST' });
  target.status = 200;
  await ask('/api/probes/shop/run', { method: 'POST' });
  await until(() => runsIn(receiver.taken).length === 2);
  const ended = receiver.taken.flat().filter(({ stale }) => stale);
  expect(ended).toHaveLength(1);
  expect(ended[0]).toMatchObject({ name: 'probe_failure_info', labels: { reason: 'status_unexpected' } });
  const ticks = receiver.taken.flat().map(({ timestampMs }) => timestampMs);
  expect(ended[0]?.timestampMs).toBe(Math.max(...ticks));
});
