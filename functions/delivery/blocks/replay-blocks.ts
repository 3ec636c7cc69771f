import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ObjectStore } from '../../../lib/model/objects.ts';
import type { Clock } from '../../../lib/model/prober.ts';
import { writeDurably } from '../../journal/durable.ts';
import { type BatchSource, createSignalReader, type SignalReader } from '../signal-reader.ts';
import { blockId, contentDigits } from './block-id.ts';
import { createBlocks } from './promtool.ts';
import { type StoredBlock, storedBlocks } from './stored-blocks.ts';
import type { Labels } from './thanos-meta.ts';
import { uploadBlock } from './upload-block.ts';
import { NOTHING_COUNTED, type WindowCounts, type WindowText, writeWindowText } from './window-text.ts';

export interface ReplayBlocksOptions {
  readonly journal: BatchSource;
  /** Where Thanos looks for blocks. */
  readonly store: ObjectStore;
  /** As the Prometheus that has the other samples of these series says of itself; at least one. */
  readonly externalLabels: Labels;
  /** Ticks in [from, to), unix milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The program, of Prometheus 3. */
  readonly promtool: string;
  /** How far it has come; removed at the end. Another replay of the same range to the same place goes on from there. */
  readonly progressFile: string;
  /** For one text and one block at a time; about 150 bytes a sample of two hours. */
  readonly scratchFolder: string;
  readonly clock: Clock;
  /** Stops it; the next replay of the same range goes on. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BlocksProgress) => void;
}

export interface BlocksProgress extends WindowCounts {
  /** Of every tick before, the samples are in a block that is uploaded. */
  readonly reachedMs: number;
  readonly uploaded: number;
  /** Blocks with exactly this content that were there already. */
  readonly known: number;
}

/** Prometheus's smallest blocks: they begin at whole multiples of two hours of UTC. */
const BLOCK_MS = 2 * 3_600_000;
/** An upload that was given up so long ago is left for Thanos to clean up, which it does after two days. */
const TAKEN_UP_AGAIN_MS = 86_400_000;

type Parts = ReplayBlocksOptions & {
  readonly signalsOf: SignalReader;
  readonly stored: ReadonlyMap<string, StoredBlock>;
};

/**
 * Takes a range of the journal to Thanos as blocks, for what is older than any receiver takes: one block of each two hours, whose name says what is
 * in it, so that the same range again uploads nothing, and what has changed since stands beside it. Resolves with what became of it, short of `toMs` when it was stopped.
 */
export async function replayBlocks(options: ReplayBlocksOptions): Promise<BlocksProgress> {
  const { fromMs, toMs, progressFile, scratchFolder, store, signal, onProgress } = options;
  await mkdir(dirname(progressFile), { recursive: true, mode: 0o700 });
  await mkdir(scratchFolder, { recursive: true, mode: 0o700 });
  let progress = (await readProgress(progressFile)) ?? { ...NOTHING_COUNTED, reachedMs: fromMs, uploaded: 0, known: 0 };
  const signalsOf = createSignalReader(options.journal, new Set(['samples']));
  const parts: Parts = { ...options, signalsOf, stored: await storedBlocks(store) };
  try {
    while (progress.reachedMs < toMs) {
      const { batches } = progress;
      progress = await replayWindow(parts, progress);
      // To pass over a year without a run again takes no time.
      if (progress.batches > batches) await writeDurably(progressFile, Buffer.from(`${JSON.stringify(progress)}\n`));
      onProgress(progress);
    }
  } catch (error) {
    if (signal.aborted) return progress;
    throw error;
  }
  await rm(progressFile, { force: true });
  return progress;
}

async function replayWindow(parts: Parts, progress: BlocksProgress): Promise<BlocksProgress> {
  const { toMs, scratchFolder, signal, onProgress } = parts;
  const fromMs = progress.reachedMs;
  const endMs = Math.min((Math.floor(fromMs / BLOCK_MS) + 1) * BLOCK_MS, toMs);
  signal.throwIfAborted();
  const folder = await mkdtemp(join(scratchFolder, 'block-'));
  try {
    const path = join(folder, 'samples.om');
    const onReached = (reachedMs: number) => onProgress({ ...progress, reachedMs });
    const text = await writeWindowText({ ...parts, fromMs, toMs: endMs, path, onReached });
    const became = text.samples === 0 ? undefined : await storeBlock(parts, folder, path, text);
    return {
      ...added(progress, text),
      reachedMs: endMs,
      uploaded: progress.uploaded + (became === 'uploaded' ? 1 : 0),
      known: progress.known + (became === 'known' ? 1 : 0),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function storeBlock(parts: Parts, folder: string, textPath: string, text: WindowText) {
  const { store, stored, externalLabels, promtool, clock, signal } = parts;
  const labels = JSON.stringify(Object.entries(externalLabels).sort());
  const content = contentDigits(createHash('sha256').update(labels).update(text.sha256).digest());
  const there = stored.get(content);
  if (there?.isWhole) return 'known' as const;
  const [block, ...more] = await createBlocks(promtool, textPath, join(folder, 'blocks'), signal);
  if (block === undefined || more.length > 0) throw new Error(`promtool made ${more.length} blocks more than one`);
  const isYoung = there !== undefined && clock.now() - there.atMs < TAKEN_UP_AGAIN_MS;
  await uploadBlock(store, block, isYoung ? there.ulid : blockId(clock.now(), content), externalLabels);
  return 'uploaded' as const;
}

function added(to: BlocksProgress, counts: WindowCounts): BlocksProgress {
  return {
    ...to,
    batches: to.batches + counts.batches,
    samples: to.samples + counts.samples,
    endMarks: to.endMarks + counts.endMarks,
    doubled: to.doubled + counts.doubled,
    unreadable: to.unreadable + counts.unreadable,
  };
}

async function readProgress(path: string): Promise<BlocksProgress | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as BlocksProgress);
}
