import { fileURLToPath } from 'node:url';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeBatch, encodeBatch } from '../../../functions/journal/object-format.ts';
import { createObjectJournal } from '../../../functions/journal/object-journal.ts';
import { createFolderObjects } from '../../../functions/objects/folder-objects.ts';
import { journalKey } from '../../../lib/model/journal.ts';
import type { ObjectStore } from '../../../lib/model/objects.ts';
import { makeBatch, makePlan, NOON_MS, PLAN_HASH } from '../../support/batches.ts';
import { makeBucket } from '../../support/buckets.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { makeFolder } from '../../support/folder.ts';
import { describeJournal, keys } from '../../support/journal-conformance.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

describeJournal('a bucket, by requests of our own,', async () =>
  createObjectJournal((await makeBucket(emulator, { pageKeys: 2 })).signed),
);
describeJournal("a bucket, by AWS's SDK,", async () =>
  createObjectJournal((await makeBucket(emulator, { pageKeys: 2 })).sdk),
);
describeJournal('a folder of objects', async () => createObjectJournal(createFolderObjects(await makeFolder())));

const LATER = { ifAbsent: false, contentType: 'application/zstd' };

async function inFolder(): Promise<{ store: ObjectStore; journal: ReturnType<typeof createObjectJournal> }> {
  const store = createFolderObjects(await makeFolder());
  return { store, journal: createObjectJournal(store) };
}

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('the journal in objects', () => {
  test('writes under journal/ and the key, what zstdcat prints as the batch', async () => {
    const { store, journal } = await inFolder();
    const batch = makeBatch('shop', NOON_MS);
    await journal.append(batch);
    const [object] = await Array.fromAsync(store.list(''));
    expect(object?.key).toBe('journal/local/2026/11/22/12/00/00.000Z_shop');
    expect(JSON.parse(zstdDecompressSync((await store.get(object?.key ?? '')) ?? '').toString())).toEqual(batch);
  });

  test('reads what its first version wrote', async () => {
    const journal = createObjectJournal(
      createFolderObjects(fileURLToPath(new URL('../../golden/journal-objects/v1', import.meta.url))),
    );
    const [key = ''] = await keys(journal);
    const batch = await journal.read(key);
    expect(batch).toEqual(makeBatch('shop', NOON_MS, 'down', 'é «quotes»'));
    expect(await journal.plan(batch.plan)).toEqual(makePlan());
  });

  test('refuses what is newer in words: a batch, a plan, another compression', async () => {
    const { store, journal } = await inFolder();
    const [batch, other] = [makeBatch('shop', NOON_MS), makeBatch('other', NOON_MS)];
    await store.put(`journal/${journalKey(batch)}`, zstdCompressSync(JSON.stringify({ ...batch, version: 7 })), LATER);
    await store.put(`journal/${journalKey(other)}`, Buffer.from('1f8b080000', 'hex'), LATER);
    await store.put(`plans/${PLAN_HASH}.json`, Buffer.from('{"version":7}'), LATER);
    const newer = (words: string) => ({ problem: 'newer', message: expect.stringContaining(words) });
    await expect(journal.read(journalKey(batch))).rejects.toMatchObject(newer('has version 7'));
    await expect(journal.read(journalKey(other))).rejects.toMatchObject(newer('begins with 1f8b0800'));
    await expect(journal.plan(PLAN_HASH)).rejects.toMatchObject(newer('has version 7'));
  });

  test('calls damaged what is cut, changed in a byte, no batch, or the batch of another key', async () => {
    const { store, journal } = await inFolder();
    const batch = makeBatch('shop', NOON_MS, 'down', 'why it is down');
    const [key, at] = [journalKey(batch), `journal/${journalKey(batch)}`];
    const whole = encodeBatch(batch);
    for (let byte = 4; byte < whole.length; byte += 1) {
      const changed = Buffer.from(whole);
      changed[byte] = (changed[byte] ?? 0) ^ 0x10;
      // A bit that means nothing to zstd may be another.
      const read = attempt(() => decodeBatch(changed, key));
      if (!(read instanceof Error)) expect(read).toEqual(batch);
      else expect(read).toMatchObject({ name: 'JournalError', problem: 'damaged' });
    }
    const another = zstdCompressSync(JSON.stringify({ ...batch, location: 'office' }));
    for (const bytes of [whole.subarray(0, -5), Buffer.alloc(0), zstdCompressSync('null'), another]) {
      await store.put(at, bytes, LATER);
      await expect(journal.read(key)).rejects.toMatchObject({ problem: 'damaged' });
    }
  });

  test('keeps plans by their hash, once a process, and says which is not there', async () => {
    const { store, journal } = await inFolder();
    await expect(journal.plan(PLAN_HASH)).rejects.toMatchObject({ problem: 'missing' });
    await expect(journal.plan('../../etc')).rejects.toMatchObject({ problem: 'missing' });
    await Promise.all([1, 2, 3].map(() => journal.savePlan({ hash: PLAN_HASH, plan: makePlan() })));
    expect(await journal.plan(PLAN_HASH)).toEqual(makePlan());
    await store.delete(`plans/${PLAN_HASH}.json`);
    await journal.savePlan({ hash: PLAN_HASH, plan: makePlan() });
    await expect(journal.plan(PLAN_HASH)).rejects.toMatchObject({ problem: 'missing' });
  });

  test('saves a plan at the next call when it could not be saved at the first', async () => {
    const bucket = await makeBucket(emulator);
    const journal = createObjectJournal(bucket.signed);
    await emulator.reset();
    await expect(journal.savePlan({ hash: PLAN_HASH, plan: makePlan() })).rejects.toThrow('NoSuchBucket');
    await emulator.createBucket(bucket.name);
    await journal.savePlan({ hash: PLAN_HASH, plan: makePlan() });
    expect(await journal.plan(PLAN_HASH)).toEqual(makePlan());
  });
});

describe('a range of the journal in objects', () => {
  test('is read alone: neither what lies before it nor what lies behind', async () => {
    const { store, journal } = await inFolder();
    const ticks = Array.from({ length: 60 }, (_, minute) => NOON_MS + minute * 60_000);
    await Promise.all(ticks.map((tickMs) => journal.append(makeBatch('shop', tickMs))));
    const asked: string[] = [];
    let given = 0;
    const watched: ObjectStore = {
      ...store,
      async *list(prefix, after) {
        asked.push(`${prefix} ${after}`);
        for await (const object of store.list(prefix, after)) {
          given += 1;
          yield object;
        }
      },
    };
    const told = createObjectJournal(watched, { locations: ['local'] });
    expect(await keys(told, NOON_MS + 30 * 60_000, NOON_MS + 33 * 60_000)).toHaveLength(3);
    expect(asked).toEqual(['journal/local/2026/11/22/12/ journal/local/2026/11/22/12/30/00.000Z']);
    // The one behind the range ends it.
    expect(given).toBe(4);
  });

  test('goes through every location, also those whose names begin alike, or only through those told', async () => {
    const { store, journal } = await inFolder();
    const locations = ['eu', 'eu-b', 'eu0', 'eu.c', 'a', 'z9'];
    for (const location of locations) {
      for (const minute of [0, 1]) await journal.append({ ...makeBatch('x', NOON_MS + minute * 60_000), location });
    }
    const listed = await keys(journal, NOON_MS + 60_000, NOON_MS + 120_000);
    expect(listed.map((key) => key.split('/')[0]).sort()).toEqual([...locations].sort());
    expect(await keys(createObjectJournal(store, { locations: ['eu', 'none'] }))).toHaveLength(2);
  });

  test('takes times that no clock has', async () => {
    const { journal } = await inFolder();
    await journal.append(makeBatch('shop', NOON_MS + 0));
    expect(await keys(journal, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toHaveLength(1);
    expect(await keys(journal, NOON_MS + 0.5, NOON_MS + 0.7)).toEqual([]);
    expect(await keys(journal, NOON_MS, NOON_MS)).toEqual([]);
    expect(await keys(journal, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY)).toEqual([]);
  });
});
