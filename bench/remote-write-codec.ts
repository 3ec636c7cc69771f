import { createRequire } from 'node:module';
import protobuf from 'protobufjs';
import * as snappy from 'snappyjs';
import { encodeV1 } from '../functions/sinks/remote-write/encode-v1.ts';
import { encodeV2 } from '../functions/sinks/remote-write/encode-v2.ts';
import { snappyCompress } from '../functions/sinks/remote-write/snappy.ts';
import { sampleTick } from '../test/support/remote-write-samples.ts';

// 200 probes × 20 series of one tick: encoded and compressed, as this project and others do it.
const TARGET_MS = 2;
const TARGET_BYTES = 45_000;
const samples = sampleTick(200, 1_795_000_000_000);

const require = createRequire(import.meta.url);
const peer = require('prometheus-remote-write') as { serialize(payload: unknown): Promise<Uint8Array> };
const peerSeries = samples.map(({ name, labels, value, timestampMs }) => ({
  labels: { __name__: name, ...labels },
  samples: [{ value, timestamp: timestampMs }],
}));
const message = protobuf
  .parse(
    `syntax = "proto3"; message R { repeated T timeseries = 1; } message T { repeated L labels = 1; repeated S samples = 2; }
     message L { string name = 1; string value = 2; } message S { double value = 1; int64 timestamp = 2; }`,
  )
  .root.lookupType('R');
const sortedSeries = peerSeries.map(({ labels, samples }) => ({
  labels: Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value })),
  samples,
}));

interface Row {
  readonly what: string;
  encode(): Uint8Array | Promise<Uint8Array>;
  compress(bytes: Uint8Array): Uint8Array;
}
const own = (bytes: Uint8Array) => snappyCompress(bytes as Buffer);
const js = (bytes: Uint8Array) => snappy.compress(bytes);
const rows: readonly Row[] = [
  { what: 'ours, 2.0 with metadata', encode: () => encodeV2(samples), compress: own },
  { what: 'ours, 1.0', encode: () => encodeV1(samples), compress: own },
  { what: 'ours, 2.0; snappyjs', encode: () => encodeV2(samples), compress: js },
  {
    what: 'protobufjs, 1.0; snappyjs',
    encode: () => message.encode({ timeseries: sortedSeries }).finish(),
    compress: js,
  },
  {
    what: 'prometheus-remote-write, 1.0; snappyjs',
    encode: () => peer.serialize({ timeseries: sortedSeries }),
    compress: js,
  },
];

function quantile(values: readonly number[], q: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * q)] ?? Number.NaN;
}

async function measure({ encode, compress }: Row) {
  const start = performance.now();
  const raw = await encode();
  const sent = compress(raw);
  const firstMs = performance.now() - start;
  const rounds: { encodeMs: number; compressMs: number }[] = [];
  const end = performance.now() + 2000;
  while (performance.now() < end) {
    const from = performance.now();
    const bytes = await encode();
    const between = performance.now();
    compress(bytes);
    rounds.push({ encodeMs: between - from, compressMs: performance.now() - between });
  }
  // The first third warms the code up.
  const warm = rounds.slice(Math.floor(rounds.length / 3));
  const encodeMs = warm.map((round) => round.encodeMs);
  const compressMs = warm.map((round) => round.compressMs);
  const bothMs = warm.map((round) => round.encodeMs + round.compressMs);
  return { firstMs, encodeMs, compressMs, bothMs, rawBytes: raw.length, sentBytes: sent.length };
}

const cells = (...texts: string[]) => `| ${texts.join(' | ')} |`;
const pair = (values: readonly number[]) => `${quantile(values, 0.1).toFixed(2)} / ${quantile(values, 0.5).toFixed(2)}`;
console.log(`${samples.length} samples, Node ${process.version}; milliseconds of warm rounds, fastest tenth / median`);
console.log('(on a busy machine the median measures the others)\n');
console.log(cells('what', 'first', 'encode', 'compress', 'both', 'raw bytes', 'sent bytes'));
console.log(cells('---', '---', '---', '---', '---', '---', '---'));
let met = false;
for (const row of rows) {
  const { firstMs, encodeMs, compressMs, bothMs, rawBytes, sentBytes } = await measure(row);
  if (row === rows[0]) met = quantile(bothMs, 0.5) <= TARGET_MS && sentBytes <= TARGET_BYTES;
  const times = [firstMs.toFixed(1), pair(encodeMs), pair(compressMs), pair(bothMs)];
  console.log(cells(row.what, ...times, String(rawBytes), String(sentBytes)));
}
console.log(`\ntarget, by the median: ≤ ${TARGET_MS} ms and ≤ ${TARGET_BYTES} bytes: ${met ? 'met' : 'MISSED'}`);
process.exitCode = met ? 0 : 1;
