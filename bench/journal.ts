// What a journalled result costs: bytes and CPU by compression, and how long `append` takes into files and into a bucket.
//   make bench NAME=journal ARGS='--ticks 20 --appends 400'
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../functions/engine/system-clock.ts';
import { openFileJournal } from '../functions/journal/file-store.ts';
import { createObjectJournal } from '../functions/journal/object-journal.ts';
import type { Batch, Journal } from '../lib/model/journal.ts';
import { makeBucket } from '../test/support/buckets.ts';
import { startEmulator } from '../test/support/emulator.ts';
import { CODECS, type Codec } from './support/codecs.ts';
import { startPlainBucket } from './support/plain-bucket.ts';
import { realBatches } from './support/real-batches.ts';

const { values } = parseArgs({ options: { ticks: { type: 'string' }, appends: { type: 'string' } } });
const ticks = Number(values.ticks ?? 20);
const appends = Number(values.appends ?? 400);
const SIZES = [1, 20, 200] as const;
const AT_ONCE = 20;

console.log(`${cpus()[0]?.model}, ${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`);
const sets = await realBatches(SIZES, ticks);
for (const size of SIZES) compareCodecs(size, sets.get(size) ?? []);

console.log(`\n${appends} appends of batches of 20 results; milliseconds\n`);
console.log(cells('journal', 'at once', 'p50', 'p99', 'slowest'));
console.log(cells('---', '---', '---', '---', '---'));
const batch = sets.get(20)?.[0];
if (!batch) throw new Error('no batch');
await inFiles(batch);
await inPlainBucket(batch);
await inEmulator(batch);

function compareCodecs(size: number, batches: readonly Batch[]): void {
  const texts = batches.map((one) => Buffer.from(JSON.stringify(one)));
  const raw = mean(texts.map(({ length }) => length));
  console.log(`\n${size} results of http probes with TLS: ${Math.round(raw / size)} bytes of JSON a result\n`);
  console.log(cells('compression', 'bytes a result', 'ratio', 'ms to pack', 'ms to unpack'));
  console.log(cells('---', '---', '---', '---', '---'));
  for (const codec of CODECS) {
    const packed = texts.map(codec.pack);
    const bytes = mean(packed.map(({ length }) => length));
    const [pack, unpack] = [undisturbed(codec.pack, texts), undisturbed(codec.unpack, packed)];
    const times = [pack.toFixed(3), unpack.toFixed(3)];
    console.log(cells(codec.name, (bytes / size).toFixed(0), (raw / bytes).toFixed(1), ...times));
  }
}

/** The fastest tenth of many rounds: on a busy machine the median measures the others. */
function undisturbed(work: Codec['pack'], inputs: readonly Buffer[]): number {
  const rounds: number[] = [];
  const endMs = performance.now() + 300;
  while (performance.now() < endMs) {
    for (const input of inputs) {
      const from = performance.now();
      work(input);
      rounds.push(performance.now() - from);
    }
  }
  return quantile(rounds, 0.1);
}

async function inFiles(sample: Batch): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'probewright-bench-'));
  const limits = { maxAgeMs: 35 * 86_400_000, maxBytes: 2 ** 30, segmentBytes: 2 ** 23 };
  const journal = await openFileJournal({
    folder,
    ...limits,
    clock: systemClock,
    onTrouble: ({ message }) => console.error(message),
  });
  try {
    await measured('files (fsync each)', journal, sample);
  } finally {
    await journal.close();
    rmSync(folder, { recursive: true });
  }
}

/** What is ours of it: encoding, signing, HTTP; the far side only answers. */
async function inPlainBucket(sample: Batch): Promise<void> {
  const { store, stop } = await startPlainBucket();
  try {
    await measured('a server that only answers', createObjectJournal(store), sample);
  } finally {
    stop();
  }
}

async function inEmulator(sample: Batch): Promise<void> {
  const emulator = await startEmulator();
  try {
    await measured('S3 of the emulator (Python)', createObjectJournal((await makeBucket(emulator)).signed), sample);
  } finally {
    await emulator.stop();
  }
}

async function measured(name: string, journal: Pick<Journal, 'append'>, sample: Batch): Promise<void> {
  let tickMs = sample.tickMs;
  for (const lanes of [1, AT_ONCE]) {
    const took: number[] = [];
    const lane = async () => {
      while (took.length < appends) {
        tickMs += 1000;
        const from = performance.now();
        await journal.append({ ...sample, tickMs });
        took.push(performance.now() - from);
      }
    };
    await lane();
    // The first round has warmed the code up.
    took.length = 0;
    await Promise.all(Array.from({ length: lanes }, lane));
    const figures = [0.5, 0.99, 1].map((q) => quantile(took, q));
    console.log(cells(name, String(lanes), ...figures.map((ms) => ms.toFixed(2))));
  }
}

function quantile(numbers: readonly number[], q: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

function cells(...texts: string[]): string {
  return `| ${texts.join(' | ')} |`;
}
