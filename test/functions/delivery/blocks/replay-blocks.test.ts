import { existsSync } from 'node:fs';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFolderObjects } from '../../../../functions/objects/folder-objects.ts';
import type { ObjectStore } from '../../../../lib/model/objects.ts';
import { NOON_MS } from '../../../support/batches.ts';
import { LABELS, LONG_AGO_MS, prepareBlockReplays } from '../../../support/block-replays.ts';

const HOUR_MS = 3_600_000;

test('each two hours are a block of their own, with the labels, the files and the meta.json that Thanos wants', async () => {
  const { append, replay, blocks, meta, bucket } = await prepareBlockReplays();
  const samples = await append(110, 20);
  const came = await replay();
  expect(came).toMatchObject({ uploaded: 2, known: 0, batches: 20, samples: samples.length, unreadable: 0 });
  const metas = (await Promise.all((await blocks()).map(meta))).sort((a, b) => a.minTime - b.minTime);
  expect(metas.map(({ minTime, maxTime }) => [minTime, maxTime])).toEqual([
    [LONG_AGO_MS + 110 * 60_000, LONG_AGO_MS + 119 * 60_000 + 1],
    [LONG_AGO_MS + 120 * 60_000, LONG_AGO_MS + 129 * 60_000 + 1],
  ]);
  expect(metas.reduce((sum, { stats }) => sum + stats.numSamples, 0)).toBe(samples.length);
  for (const { ulid, thanos } of metas) {
    expect(thanos.labels).toEqual(LABELS);
    expect(thanos.downsample.resolution).toBe(0);
    for (const { rel_path: path, size_bytes: bytes } of thanos.files) {
      if (bytes !== undefined) expect((await stat(join(bucket, ulid, path))).size, path).toBe(bytes);
    }
    expect(thanos.files.map((file) => file.rel_path)).toEqual(['chunks/000001', 'index', 'meta.json']);
  }
});

test('the same range again uploads nothing; a run that came since makes another block beside it', async () => {
  const { append, replay, blocks } = await prepareBlockReplays();
  await append(0, 10);
  await replay();
  const first = await blocks();
  expect(await replay()).toMatchObject({ uploaded: 0, known: 1 });
  expect(await blocks()).toEqual(first);
  await append(10, 1);
  expect(await replay()).toMatchObject({ uploaded: 1, known: 0 });
  expect(await blocks()).toHaveLength(2);
});

test('other labels are another block; one that is marked for deletion is uploaded anew', async () => {
  const { append, replay, blocks, bucket } = await prepareBlockReplays();
  await append(0, 10);
  await replay();
  expect(await replay({ externalLabels: { ...LABELS, replica: 'b' } })).toMatchObject({ uploaded: 1 });
  for (const ulid of await blocks()) await writeFile(join(bucket, ulid, 'deletion-mark.json'), '{}');
  expect(await replay({ clock: { now: () => NOON_MS + 1, elapsed: () => 0 } })).toMatchObject({ uploaded: 1 });
  expect(await blocks()).toHaveLength(3);
});

test('meta.json comes last, and an upload that was cut off is taken up under its name', async () => {
  const { append, replay, blocks, bucket } = await prepareBlockReplays();
  await append(0, 10);
  const folder = createFolderObjects(bucket);
  const put: string[] = [];
  const failing: ObjectStore = {
    ...folder,
    async put(key, body, options) {
      if (key.endsWith('meta.json')) throw new Error('the network went');
      put.push(key.slice(27));
      return await folder.put(key, body, options);
    },
  };
  await expect(replay({ store: failing })).rejects.toThrow('the network went');
  expect(put).toEqual(['chunks/000001', 'index']);
  const [begun = ''] = (await readdir(bucket)).filter((name) => name !== '.drafts');
  expect(await blocks()).toEqual([]);
  await replay({ clock: { now: () => NOON_MS + HOUR_MS, elapsed: () => 0 } });
  expect(await blocks()).toEqual([begun]);
});

test('an upload that was cut off a day ago is left to Thanos, which may be deleting it', async () => {
  const { append, replay, blocks, bucket } = await prepareBlockReplays();
  await append(0, 10);
  await replay();
  const [first = ''] = await blocks();
  await rm(join(bucket, first, 'meta.json'));
  await replay({ clock: { now: () => NOON_MS + 25 * HOUR_MS, elapsed: () => 0 } });
  const [second = ''] = await blocks();
  expect(second).not.toBe(first);
  expect(second.slice(10)).toBe(first.slice(10));
});

test('stopped, it says how far it came, and the next one goes on there and adds up', async () => {
  const { append, replay, blocks, journal } = await prepareBlockReplays();
  const samples = await append(0, 300);
  const stop = new AbortController();
  const read: string[] = [];
  const stopping = {
    ...journal,
    read: (key: string) => {
      read.push(key);
      if (read.length === 150) stop.abort();
      return journal.read(key);
    },
  };
  const first = await replay({ journal: stopping, signal: stop.signal });
  expect(first).toMatchObject({ reachedMs: LONG_AGO_MS + 2 * HOUR_MS, uploaded: 1, batches: 120 });
  const second = await replay();
  expect(second).toMatchObject({ uploaded: 3, batches: 300, samples: samples.length });
  expect(await blocks()).toHaveLength(3);
});

test('a range of which nothing is journalled makes no block, and leaves nothing behind', async () => {
  const { replay, blocks, bucket } = await prepareBlockReplays();
  const seen: number[] = [];
  const came = await replay({ onProgress: ({ reachedMs }) => seen.push(reachedMs) });
  expect(came).toMatchObject({ uploaded: 0, known: 0, batches: 0, reachedMs: LONG_AGO_MS + 24 * HOUR_MS });
  expect(seen).toHaveLength(12);
  expect(await blocks()).toEqual([]);
  expect(existsSync(join(bucket, '..', 'replay', 'one.json'))).toBe(false);
  expect(await readdir(join(bucket, '..', 'replay'))).toEqual([]);
});

test('of a series with two values at one tick the first stays; ends of series and what cannot be read are counted', async () => {
  const { append, replay, journal } = await prepareBlockReplays();
  const samples = await append(0, 2);
  const first = await journal.read((await Array.fromAsync(journal.list(LONG_AGO_MS, LONG_AGO_MS + 1)))[0] ?? '');
  await journal.append({ ...first, shard: 'another' });
  const previous = 'eu/2026/11/12/12/01/00.000Z_shop';
  await journal.append({ ...first, tickMs: LONG_AGO_MS + 120_000, results: [], previous });
  await journal.append({ ...first, tickMs: LONG_AGO_MS + 180_000, plan: 'f'.repeat(64) });
  const perRun = samples.length / 2;
  expect(await replay()).toMatchObject({
    batches: 5,
    // The interval of a series that ends is 0 at its end.
    samples: samples.length + 1,
    doubled: perRun,
    endMarks: perRun,
    unreadable: 1,
  });
});
