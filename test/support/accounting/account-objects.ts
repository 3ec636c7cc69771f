import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { replay } from '../../../functions/delivery/replay.ts';
import { systemClock } from '../../../functions/engine/system-clock.ts';
import { createObjectJournal } from '../../../functions/journal/object-journal.ts';
import { type RealLoki, startLoki } from '../real-loki.ts';
import { isPoison, type Load, random, shardedBatchesOf } from './batches.ts';
import { type CloudRun, CloudRunner, type Moment } from './cloud-run.ts';
import { expectedOf, type Items, itemsOf, type OfBatch } from './expected.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { destinationsFor, type Place, type StorePlace, storeFor } from './place.ts';
import { startPrometheus } from './prometheus.ts';
import { type RecordSums, sumRecords } from './record-sums.ts';
import { lokiScreen, remoteWriteScreen } from './screens.ts';
import { differences, pointsOf, storedPoints } from './stored.ts';
import { lineDifferences, lineText, storedLines } from './stored-lines.ts';
import { differentQueries, feed } from './undisturbed.ts';

export interface CloudAccountOptions extends Load {
  readonly folder: string;
  readonly store: StorePlace;
  readonly probesAShard: number;
  readonly kills: number;
  /** How many simulated minutes both sinks are down. */
  readonly downMinutes: number;
  /** How often Prometheus loses its disk, which a replay of everything brings back. */
  readonly wipes: number;
  readonly say: (text: string) => void;
}

export interface CloudAccount extends CloudRun {
  readonly batches: number;
  readonly items: Readonly<Record<'samples' | 'logs', Items>>;
  readonly records: readonly RecordSums[];
  readonly replayed: number;
  readonly wipes: number;
  readonly differences: readonly string[];
  readonly faults: readonly Readonly<Record<string, number>>[];
  readonly shippedMs: number;
}

/** Many probes stand in one request: of fewer runs something is refused. */
const POISON_SHARE = 0.002;
const LOKI_LINES = 4_000;
/** Shares of the usual faults. A batch of lines is a request a stream, nine of them, and after a fault all are sent again. */
const METRIC_FAULTS = 0.5;
const LOKI_FAULTS = 0.2;
const isRefused = (probe: string, timestampMs: number) => isPoison(probe, timestampMs, POISON_SHARE);
const isGoodSample: Good<'samples'> = ({ labels, timestampMs }) => !isRefused(labels.probe ?? '', timestampMs);
const isGoodLine: Good<'logs'> = ({ metadata, timestampMs }) => !isRefused(metadata.probe ?? '', timestampMs);

type Good<K extends 'samples' | 'logs'> = (item: OfBatch[K][number]) => boolean;

/** Ships the load through two shippers and everything that goes wrong, and counts what came of it. */
export async function accountObjects(options: CloudAccountOptions): Promise<CloudAccount> {
  const { folder, minutes, seed } = options;
  for (const name of ['one', 'undisturbed', 'loki']) await mkdir(join(folder, name), { recursive: true });
  const [prometheus, undisturbed, loki] = await Promise.all([
    startPrometheus(join(folder, 'one'), minutes),
    startPrometheus(join(folder, 'undisturbed'), minutes),
    startLoki(join(folder, 'loki')),
  ]);
  let asked = 0;
  const dice = () => {
    asked += 1;
    return random(seed, asked);
  };
  const metrics = await startFaultProxy(
    `${prometheus.base}/api/v1/write`,
    dice,
    remoteWriteScreen(isRefused),
    METRIC_FAULTS,
  );
  const logs = await startFaultProxy(`${loki.url}/loki/api/v1/push`, dice, lokiScreen(isRefused), LOKI_FAULTS);
  const place: Place = {
    store: options.store,
    remoteWriteUrl: metrics.url,
    lokiUrl: logs.url,
    windowMs: (minutes + 120) * 60_000,
    tryMs: 5_000,
  };
  try {
    const replays: number[] = [];
    const wipe = async (toMs: number) => {
      await prometheus.wipe();
      replays.push(await replayAll(options, place, toMs, replays.length));
      options.say(`Prometheus lost its disk, and ${replays.at(-1)} samples were replayed`);
    };
    const began = performance.now();
    const run = await ship(options, place, [metrics, logs], dice, wipe);
    const shippedMs = performance.now() - began;
    options.say(`shipped in ${(shippedMs / 1000).toFixed(1)} s`);
    const told = await checked(options, place, { one: prometheus.base, undisturbed: undisturbed.base, loki });
    const replayed = replays.reduce((sum, count) => sum + count, 0);
    const faults = [metrics.counts, logs.counts];
    return { ...run, ...told, replayed, wipes: replays.length, faults, shippedMs };
  } finally {
    for (const proxy of [metrics, logs]) proxy.close();
    await Promise.all([prometheus.stop(), undisturbed.stop(), loki.stop('SIGKILL')]);
  }
}

function batchesOf(options: CloudAccountOptions) {
  return shardedBatchesOf(options, options.probesAShard);
}

async function ship(
  options: CloudAccountOptions,
  place: Place,
  proxies: readonly FaultProxy[],
  dice: () => number,
  wipe: (toMs: number) => Promise<void>,
): Promise<CloudRun> {
  const { minutes, downMinutes, wipes, kills, say } = options;
  const goDown = async () => {
    for (const proxy of proxies) proxy.isDown = true;
    say('both sinks are down');
  };
  const comeBack = async () => {
    // The simulated time may be over before anybody has noticed.
    while (proxies.some(({ counts }) => (counts.down ?? 0) < 3)) await pause(20);
    for (const proxy of proxies) proxy.isDown = false;
    say('both sinks are back');
  };
  const downAt = Math.floor(minutes * 0.4);
  const moments: Moment[] = [
    { minute: downAt, happens: goDown },
    { minute: downAt + downMinutes, happens: comeBack },
    // An hour apart, where there is room.
    ...Array.from({ length: wipes }, (_, i) => ({
      minute: Math.min(Math.floor(minutes * 0.6) + i * 60, Math.floor(minutes * (0.7 + 0.1 * i))),
      happens: wipe,
    })),
  ];
  const shards = Math.ceil(options.probes / options.probesAShard);
  const batchCount = shards * options.locations * minutes;
  const isDown = () => proxies.some((proxy) => proxy.isDown);
  const load: Load = options;
  const runner = new CloudRunner({
    place,
    load,
    batches: batchesOf(options),
    batchCount,
    kills,
    moments,
    isDown,
    dice,
    say,
  });
  return await runner.run();
}

/** Everything up to a moment, from the journal, through the same proxy; what it refuses for good is refused again. */
async function replayAll(options: CloudAccountOptions, place: Place, toMs: number, number: number): Promise<number> {
  const [destination] = destinationsFor(place);
  if (!destination) throw new Error('no destination');
  const { totals } = await replay({
    destination,
    journal: createObjectJournal(storeFor(place)),
    fromMs: options.lastMs - options.minutes * 60_000,
    toMs: toMs + 1,
    progressFile: join(options.folder, 'replay', `${number}.json`),
    rate: 1e9,
    clock: systemClock,
    random: Math.random,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  return totals.delivered;
}

interface Stores {
  readonly one: string;
  readonly undisturbed: string;
  readonly loki: RealLoki;
}

async function checked(options: CloudAccountOptions, place: Place, stores: Stores) {
  const found: string[] = [];
  const expected = { samples: new Map<string, Items>(), logs: new Map<string, Items>() };
  for (const { key, samples, logs } of expectedOf(options, batchesOf(options))) {
    expected.samples.set(key, itemsOf(samples, isGoodSample));
    expected.logs.set(key, itemsOf(logs, isGoodLine));
  }
  found.push(...(await sampleDifferences(options, stores)));
  found.push(...(await loggedDifferences(options, stores.loki)));
  const [toPrometheus, toLoki] = destinationsFor(place);
  if (!toPrometheus || !toLoki) throw new Error('no destinations');
  const store = storeFor(place);
  const records = [
    await sumRecords(store, toPrometheus, expected.samples),
    await sumRecords(store, toLoki, expected.logs),
  ];
  return {
    batches: expected.samples.size,
    items: { samples: total(expected.samples), logs: total(expected.logs) },
    records,
    differences: [...found, ...records.flatMap((one) => one.differences)],
  };
}

async function sampleDifferences(options: CloudAccountOptions, { one, undisturbed }: Stores): Promise<string[]> {
  const { lastMs, minutes, probes } = options;
  const good = function* () {
    for (const { samples } of expectedOf(options, batchesOf(options))) yield samples.filter(isGoodSample);
  };
  await feed(undisturbed, good(), (minutes + 120) * 60_000);
  const found = await differentQueries(one, undisturbed, lastMs - (minutes - 1) * 60_000, lastMs);
  for (let probe = 0; probe < probes; probe += 1) {
    const name = `p${probe}`;
    const own = expectedOf(options, shardedBatchesOf(options, options.probesAShard, probe));
    const samples = [...own].flatMap((batch) => batch.samples.filter(isGoodSample));
    found.push(...differences(pointsOf(samples), await storedPoints(one, name, lastMs, minutes)));
  }
  return found;
}

async function loggedDifferences(options: CloudAccountOptions, loki: RealLoki): Promise<string[]> {
  const { lastMs, minutes, probes, locations } = options;
  const stepMinutes = Math.max(1, Math.floor(LOKI_LINES / probes));
  const found: string[] = [];
  const lines = Map.groupBy(goodLines(options), ({ labels, timestampMs }) => {
    const step = Math.floor((lastMs - timestampMs) / (stepMinutes * 60_000));
    return `${labels.location} ${step}`;
  });
  for (let at = 0; at < locations; at += 1) {
    for (let step = 0; step * stepMinutes < minutes; step += 1) {
      const toMs = lastMs - step * stepMinutes * 60_000 + 1;
      const stored = await storedLines(loki, `l${at}`, toMs - stepMinutes * 60_000, toMs);
      found.push(...lineDifferences((lines.get(`l${at} ${step}`) ?? []).map(lineText), stored));
    }
  }
  return found;
}

function* goodLines(options: CloudAccountOptions) {
  for (const { logs } of expectedOf(options, batchesOf(options))) yield* logs.filter(isGoodLine);
}

function total(all: ReadonlyMap<string, Items>): Items {
  let [good, poisoned] = [0, 0];
  for (const items of all.values()) {
    good += items.good;
    poisoned += items.poisoned;
  }
  return { good, poisoned };
}
