import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Sample } from '../../../../lib/model/sample.ts';
import { NOON_MS } from '../../../support/batches.ts';
import { LABELS, LONG_AGO_MS, prepareBlockReplays } from '../../../support/block-replays.ts';
import { makeFolder } from '../../../support/folder.ts';
import { compactBlocks, type Stored, startThanosStore } from '../../../support/real-thanos-store.ts';

const MINUTE_MS = 60_000;

/** As Query tells it: with the labels of the Prometheus, but for the one that it deduplicates by. */
function expectedOf(samples: readonly Sample[]): Stored {
  const { replica: _, ...external } = LABELS;
  const bySeries = Map.groupBy(samples, ({ name, labels }) =>
    JSON.stringify(Object.entries({ __name__: name, ...labels, ...external }).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
  return new Map(
    [...bySeries].map(([series, all]) => [series, new Map(all.map(({ timestampMs, value }) => [timestampMs, value]))]),
  );
}

test('in real Thanos every sample is there once at its tick, also where blocks overlap, before and after compaction', async () => {
  const folder = await makeFolder();
  const { append, replay, blocks, bucket } = await prepareBlockReplays();
  // What another replica's Prometheus had uploaded, and what was replayed before the rest was journalled.
  const early = await append(0, 100);
  await replay({ externalLabels: { ...LABELS, replica: 'b' } });
  await replay();
  const samples = [...early, ...(await append(100, 350))];
  expect(await replay()).toMatchObject({ uploaded: 4 });
  expect(await replay()).toMatchObject({ uploaded: 0, known: 4 });
  expect(await blocks()).toHaveLength(6);

  const stored = async (name: string) => {
    const thanos = await startThanosStore(join(folder, name), bucket);
    onTestFinished(thanos.stop);
    const toMs = LONG_AGO_MS + 450 * MINUTE_MS;
    return await thanos.raw('{__name__=~"probe_.+"}', 451 * 60, toMs);
  };
  const expected = expectedOf(samples);
  expect(expected.size).toBeGreaterThan(15);
  expect(await stored('before')).toEqual(expected);
  await compactBlocks(join(folder, 'compactor'), bucket);
  // One that was merged is gone, and what came of it has all of it.
  expect((await blocks()).length).toBeLessThan(6);
  expect(await stored('after')).toEqual(expected);
  // And once more, although the compactor has renamed everything: the same answer.
  const again = await replay({ clock: { now: () => NOON_MS + MINUTE_MS, elapsed: () => 0 } });
  expect(again.uploaded + again.known).toBe(4);
  expect(await stored('again')).toEqual(expected);
}, 120_000);
