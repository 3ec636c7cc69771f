import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createObjectJournal } from '../../../functions/journal/object-journal.ts';
import { BATCH_VERSION, type Batch, journalKey } from '../../../lib/model/journal.ts';
import { makeResult } from '../../support/batches.ts';
import { makeBucket } from '../../support/buckets.ts';
import { eventOf, groupsUnder, makeShipper, receiverAt } from '../../support/cloud-delivery.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { httpProbe } from '../../support/http-probes.ts';
import { context, LOCATION, shardOf } from '../../support/probe-function.ts';
import { type RealPrometheus, startPrometheus } from '../../support/real-prometheus.ts';
import { uncompress } from '../../support/remote-write-decode.ts';
import { startSwitchedProxy } from '../../support/switched-proxy.ts';

const folder = mkdtempSync(join(tmpdir(), 'probewright-shipper-'));
let emulator: Emulator;
let prometheus: RealPrometheus;
beforeAll(async () => {
  [emulator, prometheus] = await Promise.all([startEmulator(), startPrometheus(folder, '4h')]);
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

const MINUTE_MS = 60_000;
let made = 0;

/** A bucket with the results of one probe of its own name at the ticks of so many minutes, up to an age; behind a proxy, Prometheus. */
async function setUp(minutes: number, youngestMs = 2 * MINUTE_MS) {
  made += 1;
  const name = `shipped-${made}`;
  const { plan } = shardOf([httpProbe(name, 'http://shop.test/')]);
  const bucket = await makeBucket(emulator);
  const journal = createObjectJournal(bucket.sdk);
  await journal.savePlan(plan);
  const lastMs = Math.floor((Date.now() - youngestMs) / MINUTE_MS) * MINUTE_MS;
  const ticks = Array.from({ length: minutes }, (_, index) => lastMs - (minutes - 1 - index) * MINUTE_MS);
  const write = async (tickMs: number, changes: Partial<Batch> = {}): Promise<string> => {
    const results = [{ ...makeResult(name, tickMs), durationMs: tickMs % 977 }];
    const batch: Batch = {
      version: BATCH_VERSION,
      location: LOCATION,
      tickMs,
      shard: '1m-00',
      plan: plan.hash,
      results,
      ...changes,
    };
    await journal.append(batch);
    return `journal/${journalKey(batch)}`;
  };
  const keys = await Promise.all(ticks.map((tickMs) => write(tickMs)));
  const proxy = await startSwitchedProxy(prometheus.writeUrl);
  const start = await makeShipper(emulator, bucket.name, { mode: 'direct', remoteWrite: receiverAt(proxy.url) });
  const stored = async () => {
    const found = await prometheus.raw(`probe_duration_seconds{probe="${name}"}`, 10_800, Date.now());
    return found[0]?.values.map(([seconds, value]) => [seconds * 1000, Number(value) * 1000]);
  };
  const expected = ticks.map((tickMs) => [tickMs, tickMs % 977]);
  const recorded = async () =>
    ((await groupsUnder(bucket.sdk, 'deliveries/')).get('remote-write') ?? []).flatMap((group) => group.keys).sort();
  return { name, ticks, keys, bucket, proxy, start, stored, expected, recorded, write, plan };
}

/** As protobuf writes it. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = BigInt(value);
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Buffer.from([...bytes, Number(left)]);
}

const own = (keys: readonly string[]) => keys.map((key) => key.replace('journal/', '')).sort();

test('what the queue tells of is shipped, in the order of its ticks, and recorded in one object a slice of time', async () => {
  const { keys, bucket, start, stored, expected, recorded } = await setUp(25);
  expect(await start()(eventOf(bucket.name, keys.toReversed()), context())).toEqual({ batchItemFailures: [] });
  expect(await stored()).toEqual(expected.map(([tick, value]) => [tick, expect.closeTo(value ?? 0, 6)]));
  expect(await recorded()).toEqual(own(keys));
  const objects = await Array.fromAsync(bucket.sdk.list('deliveries/'));
  expect(objects.length).toBeLessThanOrEqual(4);
  expect(lines).toEqual([]);
});

test('what is no batch of this bucket is acknowledged: it can never be shipped', async () => {
  const { keys, bucket, start, stored } = await setUp(1);
  const [key = ''] = keys;
  const bodies = [
    JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: bucket.name }),
    'not JSON',
    'null',
    JSON.stringify({ Records: [null, { eventName: 'ObjectCreated:Put' }, { eventName: 'ObjectRemoved:Delete' }] }),
    ...eventOf('another-bucket', [key]).Records.map(({ body }) => body),
    ...eventOf(bucket.name, ['deliveries/x.json', 'journal/no-tick', 'journal/%E0%A4%A']).Records.map(
      ({ body }) => body,
    ),
  ];
  const Records = bodies.map((body, index) => ({ messageId: String(index), body }));
  expect(await start()({ Records }, context())).toEqual({ batchItemFailures: [] });
  expect(await stored()).toBeUndefined();
});

test('a key with signs that S3 encodes is found', async () => {
  const { bucket, start, write, ticks, recorded } = await setUp(1);
  const key = await write(ticks[0] ?? 0, { shard: 'a shop+ü' });
  expect(await start()(eventOf(bucket.name, [key]), context())).toEqual({ batchItemFailures: [] });
  expect(await recorded()).toEqual(own([key]));
});

test('doubled events, out of order, to two shippers at once: each sample is there once, and every batch has its record', async () => {
  const { keys, bucket, start, stored, expected, recorded } = await setUp(40);
  const [one, other] = [start(), start()];
  const shuffled = (seed: number) =>
    keys.toSorted((a, b) => ((a.length * seed) % 7) - ((b.length * seed) % 7) || (a < b ? 1 : -1));
  await Promise.all([
    one(eventOf(bucket.name, shuffled(3)), context()),
    other(eventOf(bucket.name, keys), context()),
    one(eventOf(bucket.name, keys.slice(10, 30)), context()),
  ]);
  expect((await stored())?.map(([tick]) => tick)).toEqual(expected.map(([tick]) => tick));
  expect(new Set(await recorded())).toEqual(new Set(own(keys)));
  expect((await groupsUnder(bucket.sdk, 'rejected/')).size).toBe(0);
});

test('while a sink is down its messages wait, it is not asked for each of them, and all arrives once it is up', async () => {
  const { keys, bucket, start, proxy, stored, expected, recorded } = await setUp(3);
  proxy.up = false;
  const handler = start();
  const event = eventOf(bucket.name, keys);
  const all = { batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  // Little time: the shipper must leave some for its records.
  expect(await handler(event, context(11_000))).toEqual(all);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'waiting', sink: 'remote-write', batches: 3 });
  const { asked } = proxy;
  expect(await handler(event, context(11_000))).toEqual(all);
  expect(proxy.asked).toBe(asked);
  expect(await recorded()).toEqual([]);
  proxy.up = true;
  expect(await start()(event, context())).toEqual({ batchItemFailures: [] });
  expect((await stored())?.map(([tick]) => tick)).toEqual(expected.map(([tick]) => tick));
  expect(await recorded()).toEqual(own(keys));
});

test('the reconciler ships what no event told of, and marks slices of which all is settled; what comes late is found, too', async () => {
  const { keys, start, stored, expected, recorded, write, ticks, proxy } = await setUp(30);
  expect(await start()({ reconcile: true }, context())).toEqual({ 'remote-write': { settled: 30, waiting: 0 } });
  expect((await stored())?.map(([tick]) => tick)).toEqual(expected.map(([tick]) => tick));
  expect(await recorded()).toEqual(own(keys));
  const { asked } = proxy;
  expect(await start()({ reconcile: true }, context())).toEqual({ 'remote-write': { settled: 0, waiting: 0 } });
  expect(proxy.asked).toBe(asked);
  const late = await write((ticks[0] ?? 0) + 30_000);
  expect(await start()({ reconcile: true }, context())).toEqual({ 'remote-write': { settled: 1, waiting: 0 } });
  expect(await recorded()).toEqual(own([...keys, late]));
});

test('a slice of which all is settled costs no reading: its mark’s name says so', async () => {
  const { bucket, start } = await setUp(1, 30 * MINUTE_MS);
  await start()({ reconcile: true }, context());
  const gets = () =>
    emulator
      .log()
      .split('\n')
      .filter((line) => line.includes(`GET /${bucket.name}/`) && !line.includes('list-type')).length;
  const before = gets();
  expect(before).toBeGreaterThan(0);
  await start()({ reconcile: true }, context());
  expect(gets()).toBe(before);
});

test('a batch that its sink never takes holds up no other: the reconciler ships around it, and tries it again each time', async () => {
  const { keys, start, stored, expected, recorded, proxy } = await setUp(30);
  // In the middle: the first may be alone in its slice of ten minutes, and then there is nothing to ship around.
  const MIDDLE = 15;
  const poison = expected[MIDDLE] ?? [];
  proxy.refuses = (body) => uncompress(body).includes(varint(poison[0] ?? 0));
  const held = own(keys.slice(MIDDLE, MIDDLE + 1));
  const first = await start()({ reconcile: true }, context(15_000));
  expect(first).toEqual({
    'remote-write': { settled: 29, waiting: 1, trouble: expect.stringContaining('is not taken') },
  });
  expect((await stored())?.map(([tick]) => tick)).toEqual(expected.toSpliced(MIDDLE, 1).map(([tick]) => tick));
  expect(await recorded()).toEqual(own(keys).filter((key) => !held.includes(key)));
  proxy.refuses = () => false;
  expect(await start()({ reconcile: true }, context())).toEqual({ 'remote-write': { settled: 1, waiting: 0 } });
  expect(await recorded()).toEqual(own(keys));
});

test('what is older than the receiver’s window is rejected before it is sent, and stands in rejected/', async () => {
  const { bucket, start, write, recorded, proxy } = await setUp(0);
  const key = await write(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 150 * MINUTE_MS);
  expect(await start()({ reconcile: true }, context())).toEqual({ 'remote-write': { settled: 1, waiting: 0 } });
  expect(proxy.asked).toBe(0);
  const [group] = (await groupsUnder(bucket.sdk, 'rejected/')).get('remote-write') ?? [];
  expect(group).toMatchObject({ keys: own([key]), delivered: 0, rejected: [{ reason: 'too-old' }] });
  expect(await recorded()).toEqual(own([key]));
});

test('a batch that is damaged is rejected as unreadable, and holds up nothing', async () => {
  const { keys, bucket, start, stored, expected, plan } = await setUp(3);
  const tickMs = (expected[0]?.[0] ?? 0) + 1000;
  const key = `journal/${journalKey({ location: LOCATION, tickMs, shard: '1m-00' })}`;
  await bucket.sdk.put(key, Buffer.from(`(\xb5/\xfd${plan.hash}`, 'latin1'), {
    ifAbsent: true,
    contentType: 'application/zstd',
  });
  expect(await start()(eventOf(bucket.name, [key, ...keys]), context())).toEqual({ batchItemFailures: [] });
  expect((await stored())?.map(([tick]) => tick)).toEqual(expected.map(([tick]) => tick));
  const [group] = (await groupsUnder(bucket.sdk, 'rejected/')).get('remote-write') ?? [];
  expect(group).toMatchObject({ keys: own([key]), rejected: [{ reason: 'unreadable' }] });
});
