import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../lib/model/prober.ts';
import { writeDurably } from '../journal/durable.ts';
import { Backoff } from './backoff.ts';
import type { Destination } from './destination.ts';
import { readAhead } from './read-ahead.ts';
import { pause, type Shipped, ship } from './ship.ts';
import { type BatchSource, createSignalReader } from './signal-reader.ts';
import { SLICE_MS, sliceOf } from './slice.ts';
import { NOTHING, plus, type Totals } from './totals.ts';

export interface ReplayOptions {
  readonly destination: Destination;
  readonly journal: BatchSource;
  /** Ticks in [from, to), unix milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** How far it has come; removed at the end. Another replay of the same range to the same place goes on from there. */
  readonly progressFile: string;
  /** Items a second, at most. */
  readonly rate: number;
  readonly clock: Clock;
  readonly random: () => number;
  /** Stops it; the next replay of the same range goes on. */
  readonly signal: AbortSignal;
  /** After each request. */
  readonly onProgress: (progress: ReplayProgress) => void;
}

export interface ReplayProgress {
  /** Every batch before is sent or refused. */
  readonly reachedMs: number;
  readonly totals: Totals;
  /** Why it waits for the far side. */
  readonly trouble?: string;
}

const ATTEMPTS_MS = 60_000;

/** Sends a range of the journal to one sink again, oldest first. Resolves with what became of it; short of `toMs` when it was stopped. */
export async function replay(options: ReplayOptions): Promise<ReplayProgress> {
  const { journal, fromMs, toMs, progressFile, signal, onProgress } = options;
  let progress = (await readProgress(progressFile)) ?? { reachedMs: fromMs, totals: NOTHING };
  const sender = createSender(options);
  while (progress.reachedMs < toMs && !signal.aborted) {
    const endMs = Math.min(sliceOf(progress.reachedMs) + SLICE_MS, toMs);
    let keys = await Array.fromAsync(journal.list(progress.reachedMs, endMs));
    const isEmpty = keys.length === 0;
    let { totals } = progress;
    while (keys.length > 0 && !signal.aborted) {
      for await (const shipped of sender.ship(keys)) {
        if (shipped.state === 'waiting') {
          onProgress({ ...progress, totals, ...(shipped.retry && { trouble: shipped.retry.reason }) });
          await pause(shipped.retry?.afterMs ?? 0, signal);
          break;
        }
        totals = plus(totals, shipped);
        const sent = new Set(shipped.keys);
        keys = keys.filter((key) => !sent.has(key));
        onProgress({ ...progress, totals });
        await sender.paced(shipped);
        if (signal.aborted) break;
      }
    }
    // What was sent of a slice that is not whole is sent again: that changes nothing.
    if (keys.length > 0) return progress;
    progress = { reachedMs: endMs, totals };
    // To pass over a year without a run again takes no time.
    if (!isEmpty) await saveProgress(progressFile, progress);
    onProgress(progress);
  }
  if (progress.reachedMs >= toMs) await rm(progressFile, { force: true });
  return progress;
}

function createSender({ destination, journal, clock, random, rate, signal }: ReplayOptions) {
  const signalsOf = createSignalReader(journal, new Set([destination.takes]));
  const backoff = new Backoff(random);
  const beganMs = clock.elapsed();
  let items = 0;
  return {
    ship: (keys: readonly string[]) =>
      ship(keys, {
        destination,
        signalsOf: readAhead(keys, signalsOf),
        clock,
        backoff,
        deadlineMs: clock.now() + ATTEMPTS_MS,
        halt: signal,
        cut: signal,
        onRetry: () => undefined,
      }),
    /** Waits until what was sent so far may have been sent. */
    async paced({ delivered }: Shipped): Promise<void> {
      items += delivered;
      await pause(Math.max(0, beganMs + (items / rate) * 1000 - clock.elapsed()), signal);
    },
  };
}

async function saveProgress(path: string, progress: ReplayProgress): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeDurably(path, Buffer.from(`${JSON.stringify(progress)}\n`));
}

async function readProgress(path: string): Promise<ReplayProgress | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as ReplayProgress);
}
