import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { DeliverySettings } from '../../../lib/model/installation.ts';
import { makeBucket } from '../../support/buckets.ts';
import { eventOf, groupsUnder, makeShipper, receiverAt } from '../../support/cloud-delivery.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { httpProbe } from '../../support/http-probes.ts';
import { httpTarget, response } from '../../support/http-target.ts';
import { LokiReceiver } from '../../support/loki-receiver.ts';
import { context, makeProbeFunction, shardOf, tickOf } from '../../support/probe-function.ts';
import { type RealPrometheus, startPrometheus } from '../../support/real-prometheus.ts';
import { createRemoteWriteReceiver } from '../../support/remote-write-receiver.ts';
import { startSilentBucket } from '../../support/silent-bucket.ts';
import { startSwitchedProxy } from '../../support/switched-proxy.ts';

const folder = mkdtempSync(join(tmpdir(), 'probewright-direct-'));
let emulator: Emulator;
let prometheus: RealPrometheus;
beforeAll(async () => {
  [emulator, prometheus] = await Promise.all([startEmulator(), startPrometheus(folder, '2h')]);
}, 60_000);
afterAll(async () => {
  await Promise.all([emulator?.stop(), prometheus?.stop('SIGKILL')]);
  rmSync(folder, { recursive: true, force: true });
});

let lines: string[];
beforeEach(() => {
  lines = [];
  const spy = vi.spyOn(console, 'warn').mockImplementation((line: string) => void lines.push(line));
  onTestFinished(() => spy.mockRestore());
});

let made = 0;

/** A function that delivers what it sees of one probe of its own name. */
async function setUp(delivery: Omit<Extract<DeliverySettings, { mode: 'direct' }>, 'mode'>, claims = true) {
  made += 1;
  const name = `direct-${made}`;
  const target = { status: 200 };
  const { host } = await httpTarget(() => response(target.status));
  const shard = shardOf([httpProbe(name, `http://${host}/`)], { claims });
  const [journal, spill] = [await makeBucket(emulator), await makeBucket(emulator)];
  const settings = { mode: 'direct', ...delivery } as const;
  const fn = await makeProbeFunction({
    emulator,
    journal: journal.name,
    spill: spill.name,
    shards: [shard],
    delivery: settings,
  });
  const keys = async (prefix = '') => (await Array.fromAsync(journal.sdk.list(prefix))).map(({ key }) => key);
  return { name, target, shard, journal, spill, settings, keys, handler: fn.start(), start: fn.start };
}

async function startLoki(): Promise<LokiReceiver> {
  const loki = await LokiReceiver.start();
  onTestFinished(() => loki.stop());
  return loki;
}

const valuesOf = async (metric: string, probe: string) =>
  (await prometheus.raw(`${metric}{probe="${probe}"}`, 3_600, Date.now() + 60_000))[0]?.values.map(
    ([seconds, value]) => [seconds * 1000, Number(value)],
  );

test('what every sink takes is there at its tick, and nothing of it is journalled', async () => {
  const loki = await startLoki();
  const { name, shard, handler, keys, spill } = await setUp({
    remoteWrite: receiverAt(prometheus.writeUrl),
    loki: receiverAt(loki.url),
  });
  const [first, second] = [tickOf(shard, 60_000), tickOf(shard)];
  expect(await handler(first.event, context())).toMatchObject({ results: 1, outcome: 'delivered' });
  expect(await handler(second.event, context())).toMatchObject({ results: 1, outcome: 'delivered' });
  expect(await valuesOf('probe_success', name)).toEqual([
    [first.tickMs, 1],
    [second.tickMs, 1],
  ]);
  expect(loki.stored.map(({ line }) => line).join('\n')).toContain(name);
  expect(loki.stored).toHaveLength(2);
  expect(await keys()).toEqual([]);
  expect(await Array.fromAsync(spill.sdk.list(''))).toHaveLength(2);
  expect(lines).toEqual([]);
});

test('a doubled event delivers once: the second finds the tick claimed', async () => {
  const { name, shard, start } = await setUp({ remoteWrite: receiverAt(prometheus.writeUrl) });
  const { event, tickMs } = tickOf(shard);
  const outcomes = await Promise.all(
    [start(), start()].map(async (handler) => (await handler(event, context())).outcome),
  );
  expect(outcomes.sort()).toEqual(['delivered', 'taken']);
  expect(await valuesOf('probe_success', name)).toEqual([[tickMs, 1]]);
});

test('a sink that is down costs the others nothing: the batch is journalled with their records, and the shipper brings it there later', async () => {
  const loki = await startLoki();
  const proxy = await startSwitchedProxy(prometheus.writeUrl);
  const { name, shard, handler, journal, settings, keys } = await setUp({
    remoteWrite: receiverAt(proxy.url),
    loki: receiverAt(loki.url),
  });
  proxy.up = false;
  const { event, tickMs } = tickOf(shard);
  const lambda = context(4_000);
  expect((await handler(event, lambda)).outcome).toBe('written');
  expect(lambda.getRemainingTimeInMillis()).toBeGreaterThan(0);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { event: 'waiting', sink: 'remote-write', shard: '1m-00' },
  ]);
  const [key = ''] = await keys('journal/');
  expect([...(await groupsUnder(journal.sdk, 'deliveries/'))]).toEqual([
    ['loki', [{ keys: [key.replace('journal/', '')], delivered: 1, rejected: [] }]],
  ]);
  const shipper = (await makeShipper(emulator, journal.name, settings))();
  proxy.up = true;
  expect(await shipper(eventOf(journal.name, [key]), context())).toEqual({ batchItemFailures: [] });
  expect(await valuesOf('probe_success', name)).toEqual([[tickMs, 1]]);
  expect(loki.requests).toHaveLength(1);
  expect([...(await groupsUnder(journal.sdk, 'deliveries/')).keys()]).toEqual(['loki', 'remote-write']);
});

test('what is refused for good stands in rejected/ with the receiver’s words, the rest arrives, and the batch stays for a replay', async () => {
  const proxy = await startSwitchedProxy(prometheus.writeUrl);
  const { name, target, shard, start, journal, settings, keys } = await setUp(
    { remoteWrite: receiverAt(proxy.url) },
    false,
  );
  const { event, tickMs } = tickOf(shard);
  await start()(event, context());
  // The same tick with other values: Prometheus refuses those, and takes the series that are new.
  target.status = 500;
  expect((await start()(event, context())).outcome).toBe('written');
  const [group, ...more] = (await groupsUnder(journal.sdk, 'rejected/')).get('remote-write') ?? [];
  const [key = ''] = await keys('journal/');
  expect(more).toEqual([]);
  expect(group?.keys).toEqual([key.replace('journal/', '')]);
  expect(group?.rejected.map(({ answer }) => answer).join()).toContain('duplicate sample for timestamp');
  expect(group?.delivered).toBeGreaterThan(0);
  expect(await valuesOf('probe_success', name)).toEqual([[tickMs, 1]]);
  expect(await prometheus.found(`probe_failure_info{probe="${name}"}`, tickMs)).toBe(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'rejected', sink: 'remote-write' });
  // Settled: nothing is left for the shipper.
  const { asked } = proxy;
  const shipper = (await makeShipper(emulator, journal.name, settings))();
  expect(await shipper(eventOf(journal.name, [key]), context())).toEqual({ batchItemFailures: [] });
  expect(proxy.asked).toBe(asked);
  expect((await groupsUnder(journal.sdk, 'rejected/')).get('remote-write')).toHaveLength(1);
});

test('a warm function ends the series that its last tick had: a failure’s reason is gone with the failure', async () => {
  const { name, target, shard, handler } = await setUp({ remoteWrite: receiverAt(prometheus.writeUrl) });
  const [first, second] = [tickOf(shard, 60_000), tickOf(shard)];
  target.status = 500;
  await handler(first.event, context());
  target.status = 200;
  await handler(second.event, context());
  const failed = (atMs: number) => prometheus.found(`probe_failure_info{probe="${name}"}`, atMs);
  expect([await failed(first.tickMs), await failed(second.tickMs)]).toEqual([1, 0]);
});

test('a tick that is too old is one sample for each probe, which counts for nothing', async () => {
  const { name, shard, handler, keys } = await setUp({ remoteWrite: receiverAt(prometheus.writeUrl) });
  const { event, tickMs } = tickOf(shard, 600_000);
  expect((await handler(event, context())).outcome).toBe('missed');
  expect(await valuesOf('probe_run_missed', name)).toEqual([[tickMs, 1]]);
  expect(await prometheus.raw(`{probe="${name}",__name__!="probe_run_missed"}`, 3_600, Date.now())).toEqual([]);
  expect(await keys()).toEqual([]);
});

test('a receiver that asks for patience is left alone; its results are journalled meanwhile', async () => {
  const reply = () => ({ status: 429, headers: { 'Retry-After': '120' }, body: 'too many' });
  await using receiver = await createRemoteWriteReceiver({ reply });
  const { shard, handler, keys } = await setUp({ remoteWrite: receiverAt(receiver.url) });
  expect((await handler(tickOf(shard, 60_000).event, context())).outcome).toBe('written');
  expect((await handler(tickOf(shard).event, context())).outcome).toBe('written');
  expect(receiver.requests).toHaveLength(1);
  expect(await keys('journal/')).toHaveLength(2);
});

test('where journal and receiver are away, all waits in the own region', async () => {
  const { shard, spill, settings } = await setUp({ remoteWrite: receiverAt('http://127.0.0.1:1/') });
  const fn = await makeProbeFunction({
    emulator,
    journal: 'no-hub',
    spill: spill.name,
    shards: [shard],
    delivery: settings,
  });
  expect((await fn.start()(tickOf(shard).event, context(4_000))).outcome).toBe('spilled');
  const found = (await Array.fromAsync(spill.sdk.list(''))).map(({ key }) => key.split('/')[0]);
  expect(found).toEqual(['claims', 'journal', 'plans']);
});

test('where a receiver and the hub’s bucket take requests and never answer, all waits in the own region before the time is over', async () => {
  const silent = await startSilentBucket(emulator.url, 'silent-hub');
  const loki = await startLoki();
  const { shard, spill, settings } = await setUp({
    remoteWrite: receiverAt(`${silent}/silent-hub/write`),
    loki: receiverAt(loki.url),
  });
  const fn = await makeProbeFunction({
    emulator,
    journal: 'silent-hub',
    spill: spill.name,
    shards: [shard],
    delivery: settings,
    env: { AWS_ENDPOINT_URL_S3: silent },
  });
  const lambda = context(7_000);
  expect((await fn.start()(tickOf(shard).event, lambda)).outcome).toBe('spilled');
  expect(lambda.getRemainingTimeInMillis()).toBeGreaterThan(0);
  const found = (await Array.fromAsync(spill.sdk.list(''))).map(({ key }) => key.split('/')[0]);
  expect(found).toEqual(['claims', 'deliveries', 'journal', 'plans']);
});

test('a receiver’s secret is read from its parameter; without it the results wait in the journal', async () => {
  await using receiver = await createRemoteWriteReceiver();
  const ssm = new SSMClient({ endpoint: emulator.url, region: emulator.region, credentials: emulator.credentials });
  const auth = { type: 'basic', username: 'probes', passwordSecret: 'grafana/password' } as const;
  const { shard, handler, keys } = await setUp({ remoteWrite: receiverAt(receiver.url, { auth }) });
  expect((await handler(tickOf(shard, 60_000).event, context(4_000))).outcome).toBe('written');
  expect(await keys('journal/')).toHaveLength(1);
  expect(lines.join()).toContain('/shop/grafana/password');
  expect(receiver.requests).toHaveLength(0);
  await ssm.send(new PutParameterCommand({ Name: '/shop/grafana/password', Value: 'sesame', Type: 'SecureString' }));
  expect((await handler(tickOf(shard).event, context())).outcome).toBe('delivered');
  expect(receiver.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('probes:sesame').toString('base64')}`);
  expect(lines.join()).not.toContain('sesame');
  ssm.destroy();
});
