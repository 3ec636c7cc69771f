import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BATCH_VERSION, type Batch, type Journal } from '../../lib/model/journal.ts';
import type { HashedPlan, Plan } from '../../lib/model/plan.ts';
import type { Clock } from '../../lib/model/prober.ts';
import { BatchWriter } from './batch-writer.ts';
import { refuseNewer } from './format.ts';
import { JournalError, type Trouble } from './journal-error.ts';
import { tickOfKey } from './key.ts';
import { acquireLock, type Lock } from './lock.ts';
import { LogKeeper } from './log-keeper.ts';
import { openPlans } from './plan-store.ts';
import { decodeRecord } from './record.ts';
import { recover } from './recovery.ts';
import { storedBytes } from './retention.ts';
import type { Row } from './row.ts';
import { createCaches } from './sealed-segment.ts';
import type { SegmentSet } from './segment-set.ts';
import type { Span } from './span.ts';

export interface FileJournalOptions {
  /** Made where it is missing; one process at a time. */
  readonly folder: string;
  /** Segments whose newest tick is older are dropped. */
  readonly maxAgeMs: number;
  /** Of everything in the folder; the oldest segments go first. At least four segments. */
  readonly maxBytes: number;
  /** A segment is finished when it is this large (uncompressed), or spans a thirtieth of `maxAgeMs`. */
  readonly segmentBytes: number;
  readonly clock: Clock;
  readonly onTrouble: (trouble: Trouble) => void;
  /** Hears the keys of batches that are dropped for their age or for the size of the whole, before they go. */
  readonly onDrop?: (keys: readonly string[]) => void;
  /** How long each group of batches took to be durable, milliseconds. */
  readonly onSync?: (durationMs: number) => void;
}

export interface JournalStats {
  /** On disk, plans included. */
  readonly bytes: number;
  readonly segments: number;
  readonly batches: number;
  readonly plans: number;
}

export interface FileJournal extends Journal {
  /** Stores a plan under its hash; to be called before batches name it. */
  savePlan(plan: HashedPlan): Promise<void>;
  /** Throws JournalError `missing` or `damaged`. */
  plan(hash: string): Promise<Plan>;
  /** What is known of every probe in each segment, oldest segment first. */
  spans(): AsyncGenerator<Span>;
  /**
   * Rows with ticks in [from, to), segment by segment, the newest first. Where `probes` are given, only rows with a run of theirs, and only
   * segments that hold one are read; the caller may take names out of the set as it goes.
   */
  newest(fromMs: number, toMs: number, probes?: ReadonlySet<string>): AsyncGenerator<Row>;
  stats(): JournalStats;
  /** Waits for what is being written; afterwards `append` is refused. */
  close(): Promise<void>;
}

/**
 * Opens the journal in a folder (format version 1, docs/journal.md). `append` resolves after fsync. Throws JournalError `newer` for a journal of a
 * later version and `locked` for one that another process writes, and
 * `unusable` for a folder that cannot be written; damage never keeps it from opening.
 */
export async function openFileJournal(options: FileJournalOptions): Promise<FileJournal> {
  const { folder, onTrouble } = options;
  const lock = await takeFolder(folder, onTrouble);
  try {
    const segments = join(folder, 'segments');
    const caches = createCaches();
    const recovered = await recover(segments, caches, onTrouble);
    const plans = await openPlans(join(folder, 'plans'));
    const { set } = recovered;
    const keeper = new LogKeeper({ ...options, folder: segments }, recovered, caches, plans);
    await keeper.tidy();
    const writer = new BatchWriter({
      has: async (key, tickMs) => (await set.find(key, tickMs)) !== undefined,
      commit: (batches) => keeper.commit(batches),
    });
    return {
      append: (batch) => writer.append(batch),
      read: (key) => readBatch(set, key),
      async *list(fromMs, toMs) {
        for await (const { key } of set.inOrder(fromMs, toMs)) yield key;
      },
      savePlan: (plan) => plans.save(plan),
      plan: (hash) => plans.plan(hash),
      spans: () => allSpans(set),
      newest: (fromMs, toMs, probes) => newestRows(set, fromMs, toMs, probes),
      stats: () => ({
        bytes: storedBytes(set.all) + plans.bytes(),
        segments: set.all.length,
        batches: set.all.reduce((sum, { head }) => sum + head.records, 0),
        plans: plans.count(),
      }),
      async close() {
        await writer.close();
        await keeper.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function takeFolder(folder: string, onTrouble: (trouble: Trouble) => void): Promise<Lock> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await acquireLock(folder, onTrouble);
  } catch (error) {
    if (error instanceof JournalError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new JournalError(
      'unusable',
      `The data folder ${folder} cannot be used (${why}). Make it writable for this user, or name another one with --data.`,
      { cause: error },
    );
  }
}

async function readBatch(set: SegmentSet, key: string): Promise<Batch> {
  const tickMs = tickOfKey(key);
  // A segment may be compressed between being found and being read: look again, once.
  for (let last = false; tickMs !== undefined; last = true) {
    const found = await set.find(key, tickMs);
    if (!found) break;
    const { segment, row } = found;
    try {
      const value = decodeRecord(await segment.raw(row.offset, row.length));
      if (value !== undefined) return checked(value as Batch, key);
      throw new JournalError('damaged', `The journal's record of ${key} is damaged: its checksum does not hold.`);
    } catch (error) {
      if (last || set.all.includes(segment)) throw error;
    }
  }
  throw new JournalError('missing', `The journal holds no '${key}'.`);
}

function checked(batch: Batch, key: string): Batch {
  refuseNewer(batch.version, BATCH_VERSION, key);
  return batch;
}

async function* allSpans(set: SegmentSet): AsyncGenerator<Span> {
  for (const segment of set.all) yield* await set.spansIn(segment);
}

async function* newestRows(
  set: SegmentSet,
  fromMs: number,
  toMs: number,
  probes?: ReadonlySet<string>,
): AsyncGenerator<Row> {
  const isWanted = (probe: string) => probes === undefined || probes.has(probe);
  for (const segment of set.overlapping(fromMs, toMs).toReversed()) {
    if (!segment.probes.some(isWanted)) continue;
    const rows = await set.rowsIn(segment, fromMs, toMs);
    for (const row of rows.reverse()) if (row.runs.some(({ probe }) => isWanted(probe))) yield row;
  }
}
