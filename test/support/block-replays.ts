import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReplayBlocksOptions, replayBlocks } from '../../functions/delivery/blocks/replay-blocks.ts';
import type { FileJournal } from '../../functions/journal/file-store.ts';
import { createFolderObjects } from '../../functions/objects/folder-objects.ts';
import { samplesOf } from '../../functions/signals/samples.ts';
import type { Batch } from '../../lib/model/journal.ts';
import type { HashedPlan } from '../../lib/model/plan.ts';
import type { Outcome } from '../../lib/model/result.ts';
import type { Sample } from '../../lib/model/sample.ts';
import { toolPath } from '../../tools/install.ts';
import { makeResult, NOON_MS } from './batches.ts';
import { NOON_CLOCK, openJournal } from './file-journal.ts';
import { makeFolder } from './folder.ts';
import { httpProbe, planOf } from './http-probes.ts';

const MINUTE_MS = 60_000;
/** Ten days before, on a whole two hours. */
export const LONG_AGO_MS = NOON_MS - 240 * 3_600_000;
export const LABELS = { cluster: 'shop', replica: 'a' };

/** One probe with a journal, and a folder that stands for the bucket. */
export interface BlockReplays {
  readonly bucket: string;
  readonly journal: FileJournal;
  readonly plan: HashedPlan;
  /** Journals a run a minute for so many minutes from a minute on; gives its samples. */
  append(fromMinute: number, minutes: number): Promise<Sample[]>;
  replay(changes?: Partial<ReplayBlocksOptions>): ReturnType<typeof replayBlocks>;
  /** Names of what is in the bucket and has a meta.json. */
  blocks(): Promise<string[]>;
  meta(ulid: string): Promise<Meta>;
}

interface Meta {
  readonly ulid: string;
  readonly minTime: number;
  readonly maxTime: number;
  readonly stats: { readonly numSamples: number };
  readonly thanos: {
    readonly labels: Readonly<Record<string, string>>;
    readonly downsample: { readonly resolution: number };
    readonly files: readonly { readonly rel_path: string; readonly size_bytes?: number }[];
  };
}

export async function prepareBlockReplays(): Promise<BlockReplays> {
  const folder = await makeFolder();
  const bucket = join(folder, 'bucket');
  const journal = await openJournal(join(folder, 'journal'));
  const probe = httpProbe('shop', 'http://shop.test/', { intervalMs: MINUTE_MS });
  const plan = planOf([probe]);
  await journal.savePlan(plan);
  const batchAt = (minute: number): Batch => {
    const tickMs = LONG_AGO_MS + minute * MINUTE_MS;
    const outcome: Outcome = minute % 7 === 3 ? 'down' : minute % 31 === 5 ? 'error' : 'up';
    const results = [{ ...makeResult('shop', tickMs, outcome), durationMs: minute + 0.125 }];
    return { version: 1, location: 'eu', tickMs, shard: 'shop', plan: plan.hash, results };
  };
  return {
    bucket,
    journal,
    plan,
    async append(fromMinute, minutes) {
      const batches = Array.from({ length: minutes }, (_, i) => batchAt(fromMinute + i));
      await Promise.all(batches.map((batch) => journal.append(batch)));
      return batches.flatMap(({ results, tickMs, location }) =>
        results.flatMap((result) => samplesOf(result, { probe, location, tickMs })),
      );
    },
    replay: (changes = {}) =>
      replayBlocks({
        journal,
        store: createFolderObjects(bucket),
        externalLabels: LABELS,
        fromMs: LONG_AGO_MS,
        toMs: LONG_AGO_MS + 24 * 3_600_000,
        promtool: toolPath('promtool'),
        progressFile: join(folder, 'replay', 'one.json'),
        scratchFolder: join(folder, 'replay'),
        clock: NOON_CLOCK,
        signal: new AbortController().signal,
        onProgress: () => undefined,
        ...changes,
      }),
    async blocks() {
      const names = await readdir(bucket, { recursive: true }).catch(() => []);
      return names.flatMap((name) => (name.endsWith('/meta.json') ? name.slice(0, -10) : [])).sort();
    },
    meta: async (ulid) => JSON.parse(await readFile(join(bucket, ulid, 'meta.json'), 'utf8')) as Meta,
  };
}
