import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endedSeries } from '../../../functions/delivery/ended-series.ts';
import type { Settled, Totals } from '../../../functions/delivery/totals.ts';
import { samplesOf } from '../../../functions/signals/samples.ts';
import type { Sample } from '../../../lib/model/sample.ts';
import { batchesOf, isPoison, type Load, planFor, random } from './batches.ts';
import { startFaultProxy } from './fault-proxy.ts';
import { startPrometheus } from './prometheus.ts';
import { remoteWriteScreen } from './screens.ts';
import { differences, pointsOf, storedPoints } from './stored.ts';

const SHIPPER = fileURLToPath(new URL('shipper.ts', import.meta.url));

/** A shipper is killed when it has got so far, or after this time. */
const MOST_UNKILLED_MS = 10_000;

export interface Account {
  readonly batches: number;
  readonly samples: number;
  readonly poisoned: number;
  readonly totals: Totals;
  /** Samples in rejected/. */
  readonly rejected: number;
  readonly differences: readonly string[];
  readonly faults: Readonly<Record<string, number>>;
  readonly kills: number;
  readonly shippedMs: number;
}

export interface AccountOptions extends Load {
  readonly folder: string;
  readonly kills: number;
  readonly downMs: number;
  readonly say: (text: string) => void;
}

/** Ships the load through everything that goes wrong, and counts what came of it. */
export async function account(options: AccountOptions): Promise<Account> {
  const { folder, seed, say } = options;
  const prometheus = await startPrometheus(folder, options.minutes);
  let asked = 0;
  const dice = () => {
    asked += 1;
    return random(seed, asked);
  };
  const proxy = await startFaultProxy(`${prometheus.base}/api/v1/write`, dice, remoteWriteScreen(isPoison));
  try {
    const began = performance.now();
    const down = takeDown(proxy, options.downMs);
    const totals = await shipKilling(options, proxy.url);
    await down;
    const shippedMs = performance.now() - began;
    say(`shipped in ${(shippedMs / 1000).toFixed(1)} s: ${JSON.stringify(totals)}`);
    const expected = expectedOf(options);
    const found: string[] = [];
    for (const [probe, samples] of expected.byProbe) {
      const stored = await storedPoints(prometheus.base, probe, options.lastMs, options.minutes);
      found.push(...differences(pointsOf(samples.filter(isGood)), stored));
    }
    const rejected = await rejectedIn(join(folder, 'rejected'));
    const { batches, samples, poisoned } = expected;
    const faults = proxy.counts;
    return {
      batches,
      samples,
      poisoned,
      totals,
      rejected,
      differences: found,
      faults,
      kills: options.kills,
      shippedMs,
    };
  } finally {
    proxy.close();
    await prometheus.stop();
  }
}

async function takeDown(proxy: { isDown: boolean }, ms: number): Promise<void> {
  await pause(1500);
  proxy.isDown = true;
  await pause(ms);
  proxy.isDown = false;
}

async function shipKilling({ folder, kills, seed, say, ...load }: AccountOptions, url: string): Promise<Totals> {
  for (let kill = 0; kill <= kills; kill += 1) {
    const given = JSON.stringify({ ...load, seed });
    const child = spawn(process.execPath, [...process.execArgv, SHIPPER, folder, given, url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'close');
    // Spread over the whole, and also while nothing goes on.
    const enough = ((kill + random(seed, kill)) / (kills + 1)) * load.probes * load.locations * load.minutes;
    const totals = await (kill === kills ? statusOf(child) : statusOf(child, enough, MOST_UNKILLED_MS));
    child.kill('SIGKILL');
    await ended;
    if (kill === kills) return totals;
    say(`kill ${kill + 1}: ${totals.batches} batches settled`);
  }
  throw new Error('it is over before it began');
}

/** The last status that was printed, when it is done, or enough batches are settled, or the time is over. */
async function statusOf(
  child: ChildProcess,
  enough = Number.POSITIVE_INFINITY,
  withinMs = Number.POSITIVE_INFINITY,
): Promise<Totals> {
  let last: Totals = { batches: 0, rejectedBatches: 0, delivered: 0, rejected: {} };
  const deadline = performance.now() + withinMs;
  let text = '';
  for await (const part of child.stdout ?? []) {
    text += String(part);
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) {
      const { totals, done } = JSON.parse(line) as { totals: Totals; done: boolean };
      last = totals;
      if (done || last.batches >= enough) return last;
    }
    if (performance.now() > deadline) return last;
  }
  throw new Error('the shipper ended by itself');
}

function expectedOf(load: Load) {
  const probes = new Map(planFor(load).plan.probes.map((probe) => [probe.name, probe]));
  const byProbe = new Map<string, Sample[]>();
  const before = new Map<string, readonly Sample[]>();
  const counts = { batches: 0, samples: 0, poisoned: 0 };
  for (const { location, shard, tickMs, results } of batchesOf(load)) {
    const probe = probes.get(shard);
    if (!probe) throw new Error(`no probe ${shard}`);
    const own = results.flatMap((result) => samplesOf(result, { probe, location, tickMs }));
    const series = `${location}/${shard}`;
    const all = [...own, ...endedSeries(before.get(series) ?? [], own, tickMs)];
    before.set(series, own);
    byProbe.set(shard, [...(byProbe.get(shard) ?? []), ...all]);
    counts.batches += 1;
    counts.samples += all.length;
    counts.poisoned += all.filter((sample) => !isGood(sample)).length;
  }
  return { byProbe, ...counts };
}

function isGood({ labels, timestampMs }: Sample): boolean {
  return !isPoison(labels.probe ?? '', timestampMs);
}

/** Samples that the lines in rejected/ speak of. */
async function rejectedIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const texts = await Promise.all(
    names.filter((name) => name.endsWith('.jsonl')).map((name) => readFile(join(folder, name), 'utf8')),
  );
  const lines = texts.flatMap((text) => text.trimEnd().split('\n')).map((line) => JSON.parse(line) as Settled);
  return lines.flatMap(({ rejected }) => rejected).reduce((sum, { count }) => sum + count, 0);
}
