import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Backoff } from '../functions/delivery/backoff.ts';
import type { Destination } from '../functions/delivery/destination.ts';
import { ship } from '../functions/delivery/ship.ts';
import { createSignalReader } from '../functions/delivery/signal-reader.ts';
import { systemClock } from '../functions/engine/system-clock.ts';
import { type FileJournal, openFileJournal } from '../functions/journal/file-store.ts';
import { createOutgoing } from '../functions/net/send.ts';
import { createLokiSink } from '../functions/sinks/loki/loki-sink.ts';
import { createRemoteWriteSink } from '../functions/sinks/remote-write/remote-write-sink.ts';
import { type Batch, journalKey } from '../lib/model/journal.ts';
import type { Result } from '../lib/model/result.ts';
import { httpProbe, planOf } from '../test/support/http-probes.ts';
import { realBatches } from './support/real-batches.ts';

/*
 * Journalled batches → read → samples, or lines → encoded → sent to a sink on this machine, of another process: what the shipper's own core does. Results are
 * of real runs; `cloud` has them 200 a batch, `local` one a batch with the batch before it. ARGS='--ticks 60 --rounds 5'.
 */
const { values } = parseArgs({
  options: { ticks: { type: 'string', default: '40' }, rounds: { type: 'string', default: '5' } },
});
const ticks = Number(values.ticks);
const REAL_TICKS = 5;
const PROBES = 200;
const windowMs = Number.MAX_SAFE_INTEGER / 2;

const [taken = []] = [(await realBatches([PROBES], REAL_TICKS)).get(PROBES)];
const names = [...new Set(taken.flatMap(({ results }) => results.map(({ probe }) => probe)))];
const plan = planOf(
  names.map((name) => httpProbe(name, `https://${name}.example/`, { labels: { team: 'shop' }, intervalMs: 60_000 })),
);

function* cloudBatches(): Generator<Batch> {
  for (let tick = 0; tick < ticks; tick += 1) {
    const batch = taken[tick % taken.length];
    if (!batch) throw new Error('no batch was made');
    const tickMs = batch.tickMs + tick * 60_000;
    const results = batch.results.map((result) => moved(result, tickMs - batch.tickMs, tick));
    yield { ...batch, tickMs, plan: plan.hash, results };
  }
}

function moved(result: Result, ms: number, tick: number): Result {
  return { ...result, startedAtMs: result.startedAtMs + ms, durationMs: result.durationMs + tick / 1000 };
}

function* localBatches(): Generator<Batch> {
  const last = new Map<string, string>();
  for (const batch of cloudBatches()) {
    for (const result of batch.results) {
      const previous = last.get(result.probe);
      const one: Batch = { ...batch, shard: result.probe, results: [result], ...(previous && { previous }) };
      last.set(result.probe, journalKey(one));
      yield one;
    }
  }
}

async function journalled(folder: string, batches: Iterable<Batch>): Promise<FileJournal> {
  const journal = await openFileJournal({
    folder,
    maxAgeMs: Number.MAX_SAFE_INTEGER,
    maxBytes: Number.MAX_SAFE_INTEGER,
    segmentBytes: 2 ** 23,
    clock: systemClock,
    onTrouble: ({ message }) => console.error(message),
  });
  await journal.savePlan(plan);
  await Promise.all([...batches].map((batch) => journal.append(batch)));
  return journal;
}

interface Round {
  readonly items: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function round(journal: FileJournal, keys: readonly string[], destination: Destination): Promise<Round> {
  const signal = new AbortController().signal;
  const began = performance.now();
  const cpu = process.cpuUsage();
  let items = 0;
  const shipping = ship(keys, {
    destination,
    signalsOf: createSignalReader(journal, new Set([destination.takes])),
    clock: systemClock,
    backoff: new Backoff(Math.random),
    deadlineMs: Number.POSITIVE_INFINITY,
    halt: signal,
    cut: signal,
    onRetry: (reason) => console.error(reason),
  });
  for await (const { state, delivered, rejected } of shipping) {
    if (state !== 'delivered') throw new Error(`${state}: ${JSON.stringify(rejected)}`);
    items += delivered;
  }
  const { user, system } = process.cpuUsage(cpu);
  return { items, wallMs: performance.now() - began, cpuMs: (user + system) / 1000 };
}

const median = (all: readonly number[]) => [...all].sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN;

async function row(shape: string, journal: FileJournal, destination: Destination): Promise<string> {
  const keys = await Array.fromAsync(journal.list(0, Number.MAX_SAFE_INTEGER));
  const rounds: Round[] = [];
  // The first warms the code up.
  for (let i = 0; i <= Number(values.rounds); i += 1) rounds.push(await round(journal, keys, destination));
  const warm = rounds.slice(1);
  const [items = 0] = warm.map((one) => one.items);
  const perCore = (count: number) => Math.round(count / (median(warm.map(({ cpuMs }) => cpuMs)) / 1000));
  const wall = median(warm.map(({ wallMs }) => wallMs));
  const runs = PROBES * ticks;
  const figures = [runs, items, perCore(keys.length), perCore(runs), perCore(items)].map((n) => n.toLocaleString('en'));
  return `| ${[shape, destination.sink.name, ...figures, wall.toFixed(0)].join(' | ')} |`;
}

const folder = await mkdtemp(join(tmpdir(), 'probewright-shipper-'));
const sink = spawn(
  process.execPath,
  [...process.execArgv, fileURLToPath(new URL('support/sink.ts', import.meta.url))],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
try {
  const [port] = await once(sink.stdout, 'data');
  const url = `http://127.0.0.1:${String(port).trim()}/`;
  const remoteWrite = createRemoteWriteSink({ url, windowMs }, createOutgoing());
  const loki = createLokiSink({ url, windowMs }, createOutgoing());
  console.log(
    `Node ${process.version}; medians of ${values.rounds} warm rounds; «a core» is a second of CPU time, threads of compression with it\n`,
  );
  console.log('| batches | to | runs | items | batches/s a core | runs/s a core | items/s a core | ms of wall time |');
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const [shape, batches] of [
    ['cloud: 200 runs', cloudBatches()],
    ['local: 1 run', localBatches()],
  ] as const) {
    const journal = await journalled(join(folder, shape.slice(0, 5)), batches);
    console.log(await row(shape, journal, { sink: remoteWrite, url, takes: 'samples', windowMs }));
    console.log(await row(shape, journal, { sink: loki, url, takes: 'logs', windowMs }));
    await journal.close();
  }
} finally {
  sink.kill();
  await rm(folder, { recursive: true, force: true });
}
