import { BATCH_VERSION, type Batch, journalKey } from '../../../lib/model/journal.ts';
import type { HashedPlan } from '../../../lib/model/plan.ts';
import type { Outcome, Result } from '../../../lib/model/result.ts';
import { makeResult } from '../batches.ts';
import { httpProbe, planOf } from '../http-probes.ts';

/** What is to be accounted for. */
export interface Load {
  readonly probes: number;
  readonly locations: number;
  readonly minutes: number;
  /** The last tick, unix milliseconds; a whole minute. */
  readonly lastMs: number;
  readonly seed: number;
}

const MINUTE_MS = 60_000;

export function planFor({ probes }: Load): HashedPlan {
  const all = Array.from({ length: probes }, (_, i) =>
    httpProbe(`p${i}`, `http://p${i}.test/`, { intervalMs: MINUTE_MS }),
  );
  return { ...planOf(all), hash: 'ac'.repeat(32) };
}

/** Every batch of the load as the local runner writes them, one of each probe, tick by tick; the same for the same load, in whatever process. */
export function* batchesOf(load: Load): Generator<Batch> {
  const { hash } = planFor(load);
  for (let minute = load.minutes - 1; minute >= 0; minute -= 1) {
    const tickMs = load.lastMs - minute * MINUTE_MS;
    for (let probe = 0; probe < load.probes; probe += 1) {
      for (let at = 0; at < load.locations; at += 1) {
        const place = { location: `l${at}`, shard: `p${probe}` };
        const results = [resultOf(load, tickMs, probe, at)];
        const isFirst = minute === load.minutes - 1;
        const previous = journalKey({ ...place, tickMs: tickMs - MINUTE_MS });
        yield { version: BATCH_VERSION, ...place, tickMs, plan: hash, results, ...(!isFirst && { previous }) };
      }
    }
  }
}

/** The same results as probe functions write them: one batch a location, tick and shard of so many probes. @param only that one's results */
export function* shardedBatchesOf(load: Load, probesAShard: number, only?: number): Generator<Batch> {
  const { hash: plan } = planFor(load);
  for (let minute = load.minutes - 1; minute >= 0; minute -= 1) {
    const tickMs = load.lastMs - minute * MINUTE_MS;
    for (let at = 0; at < load.locations; at += 1) {
      for (let first = 0; first < load.probes; first += probesAShard) {
        const all = Array.from({ length: Math.min(probesAShard, load.probes - first) }, (_, i) => first + i);
        const wanted = only === undefined ? all : all.filter((probe) => probe === only);
        const results = wanted.map((probe) => resultOf(load, tickMs, probe, at));
        yield { version: BATCH_VERSION, location: `l${at}`, shard: `1m-${first}`, tickMs, plan, results };
      }
    }
  }
}

function resultOf({ seed }: Load, tickMs: number, probe: number, at: number): Result {
  const dice = random(seed, tickMs, probe, at);
  const outcome: Outcome = dice < 0.1 ? 'down' : dice < 0.15 ? 'error' : 'up';
  const base = makeResult(`p${probe}`, tickMs, outcome);
  return { ...base, durationMs: dice * 1000, startedAtMs: tickMs + dice * 3 };
}

/** What the receiver refuses for good, a share of all runs: known from the sample itself, so that it is refused each time it comes. */
export function isPoison(probe: string, timestampMs: number, share = 0.01): boolean {
  return random(Number(probe.slice(1)), timestampMs) < share;
}

/** In [0, 1), from whole numbers: a mixture of bits, good enough to spread. */
export function random(...numbers: readonly number[]): number {
  let hash = 0x811c9dc5;
  for (const number of numbers) {
    for (const half of [number % 0x1_0000_0000, Math.floor(number / 0x1_0000_0000)]) {
      hash = Math.imul(hash ^ half, 0x5bd1e995);
      hash ^= hash >>> 15;
      hash = Math.imul(hash, 0x27d4eb2d);
      hash ^= hash >>> 13;
    }
  }
  return (hash >>> 0) / 2 ** 32;
}
