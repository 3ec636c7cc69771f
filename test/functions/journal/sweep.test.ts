import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createObjectJournal } from '../../../functions/journal/object-journal.ts';
import { type Swept, sweep } from '../../../functions/journal/sweep.ts';
import { createFolderObjects } from '../../../functions/objects/folder-objects.ts';
import { type Batch, journalKey } from '../../../lib/model/journal.ts';
import type { ObjectStore } from '../../../lib/model/objects.ts';
import { makeBatch, makePlan, NOON_MS, PLAN_HASH } from '../../support/batches.ts';
import { makeBucket } from '../../support/buckets.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { makeFolder } from '../../support/folder.ts';
import { keys } from '../../support/journal-conformance.ts';

const PLAN = { hash: PLAN_HASH, plan: makePlan() };
const JSON_TYPE = { ifAbsent: true, contentType: 'application/json' };
const never = new AbortController().signal;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.stop());

/** Of three locations, minute by minute, put in another order. */
function batchesOf(minutes: number): Batch[] {
  return Array.from({ length: minutes }, (_, minute) =>
    ['eu', 'us', 'ap'].map((location) => ({ ...makeBatch('shop', NOON_MS + minute * 60_000), location })),
  )
    .flat()
    .reverse();
}

async function filled(store: ObjectStore, minutes: number): Promise<readonly Batch[]> {
  const journal = createObjectJournal(store);
  await journal.savePlan(PLAN);
  const batches = batchesOf(minutes);
  await Promise.all(batches.map((batch) => journal.append(batch)));
  return batches;
}

const folders = async () => ({
  spill: createFolderObjects(await makeFolder()),
  hub: createFolderObjects(await makeFolder()),
});
const names = async (store: ObjectStore) => (await Array.fromAsync(store.list(''))).map(({ key }) => key);

/** A store that notes what is put into it. */
function noting(store: ObjectStore, puts: string[]): ObjectStore {
  return {
    ...store,
    put(key, ...rest) {
      puts.push(key);
      return store.put(key, ...rest);
    },
  };
}

describe('a sweep', () => {
  test('moves batches and their plan to the hub, from bucket to bucket, and says how many and how old', async () => {
    const [spill, hub] = [(await makeBucket(emulator)).sdk, (await makeBucket(emulator)).sdk];
    const batches = await filled(spill, 2);
    const swept = await sweep({ spill, hub, signal: never });
    expect(swept).toEqual({ moved: 7, already: 0, failed: [], oldestTickMs: NOON_MS, complete: true });
    const journal = createObjectJournal(hub);
    for (const batch of batches) expect(await journal.read(journalKey(batch))).toEqual(batch);
    expect(await journal.plan(PLAN_HASH)).toEqual(PLAN.plan);
    expect(await names(spill)).toEqual([]);
    expect(await sweep({ spill, hub, signal: never })).toEqual({ moved: 0, already: 0, failed: [], complete: true });
  });

  test('takes plans and what is known of batches first, then the oldest tick of all locations, and leaves claims', async () => {
    const { spill, hub } = await folders();
    await filled(spill, 20);
    for (const key of ['deliveries/loki/a', 'rejected/loki/b', 'claims/eu/c']) {
      await spill.put(key, Buffer.from('{}'), JSON_TYPE);
    }
    const puts: string[] = [];
    await sweep({ spill, hub: noting(hub, puts), signal: never });
    expect(puts.slice(0, 3)).toEqual([`plans/${PLAN_HASH}.json`, 'deliveries/loki/a', 'rejected/loki/b']);
    const minutes = puts.slice(3).map((key) => Number(/\/12\/(\d\d)\//.exec(key)?.[1]));
    // Eight are moved at once, so that one may overtake those beside it.
    minutes.forEach((minute, at) => void expect(Math.abs(minute - Math.floor(at / 3))).toBeLessThanOrEqual(3));
    expect(minutes).toHaveLength(60);
    expect(await names(spill)).toEqual(['claims/eu/c']);
  });

  test('never takes a batch before its plan, whenever they come', async () => {
    const { spill, hub } = await folders();
    await createObjectJournal(spill).append({ ...makeBatch('shop', NOON_MS), plan: '00'.repeat(32) });
    const puts: string[] = [];
    let late = true;
    const changing: ObjectStore = {
      ...spill,
      async *list(prefix, after) {
        yield* spill.list(prefix, after);
        if (prefix !== 'plans/' || !late) return;
        late = false;
        await filled(spill, 1);
      },
    };
    for (const _ of [1, 2]) await sweep({ spill: changing, hub: noting(hub, puts), signal: never });
    const plan = puts.indexOf(`plans/${PLAN_HASH}.json`);
    const named = batchesOf(1).map((batch) => puts.indexOf(`journal/${journalKey(batch)}`));
    expect(plan).toBeGreaterThan(0);
    for (const at of named) expect(at).toBeGreaterThan(plan);
  });

  test('asks a bucket that holds nothing but claims once', async () => {
    const spill = createFolderObjects(await makeFolder());
    await spill.put('claims/eu/2026/11/22/12/00/00.000Z_1m-00', Buffer.from('{}'), JSON_TYPE);
    const asked: string[] = [];
    const list: ObjectStore['list'] = (prefix, after) => {
      asked.push(prefix);
      return spill.list(prefix, after);
    };
    const swept = await sweep({
      spill: { ...spill, list },
      hub: createFolderObjects(await makeFolder()),
      signal: never,
    });
    expect(swept).toEqual({ moved: 0, already: 0, failed: [], complete: true });
    expect(asked).toHaveLength(1);
  });

  test('keeps what the hub has already', async () => {
    const { spill, hub } = await folders();
    const first = makeBatch('shop', NOON_MS, 'up');
    await createObjectJournal(hub).append(first);
    await createObjectJournal(spill).append(makeBatch('shop', NOON_MS, 'down'));
    expect(await sweep({ spill, hub, signal: never })).toMatchObject({ moved: 0, already: 1, complete: true });
    expect(await createObjectJournal(hub).read(journalKey(first))).toEqual(first);
    expect(await names(spill)).toEqual([]);
  });

  test('loses nothing and finishes in the end, killed again and again between its steps', async () => {
    const [spill, hub] = [await makeBucket(emulator), await makeBucket(emulator)];
    const batches = await filled(spill.signed, 6);
    const program = fileURLToPath(new URL('../../support/killed-sweep.ts', import.meta.url));
    const { url, region } = emulator;
    const ends: (string | null)[] = [];
    for (const most of [1, 2, 5, 9, 1000]) {
      const child = execFile(process.execPath, [program, url, region, spill.name, hub.name, String(most)]);
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      ends.push(signal);
      const everywhere = new Set([...(await names(spill.sdk)), ...(await names(hub.sdk))]);
      expect(everywhere.size).toBe(batches.length + 1);
    }
    expect(ends).toEqual(['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGKILL', null]);
    expect(await names(spill.sdk)).toEqual([]);
    expect(new Set(await keys(createObjectJournal(hub.sdk)))).toEqual(new Set(batches.map(journalKey)));
  });

  test('of which two run at once moves each object once, and neither fails', async () => {
    const { spill, hub } = await folders();
    await filled(spill, 30);
    const both = await Promise.all([1, 2].map(() => sweep({ spill, hub, signal: never })));
    const sum = (of: (swept: Swept) => number) => both.reduce((total, swept) => total + of(swept), 0);
    expect(sum(({ moved }) => moved)).toBe(91);
    expect(both.flatMap(({ failed }) => failed)).toEqual([]);
    expect(await names(spill)).toEqual([]);
  });

  test('moves nothing while the hub takes nothing, and gives up early', async () => {
    const { spill } = await folders();
    await filled(spill, 20);
    const { sdk: nowhere, name } = await makeBucket(emulator);
    await emulator.reset();
    const swept = await sweep({ spill, hub: nowhere, signal: never });
    expect(swept).toMatchObject({ moved: 0, complete: false, oldestTickMs: NOON_MS });
    // Its plan stays, so its batches do.
    expect(swept.failed).toEqual([{ key: `plans/${PLAN_HASH}.json`, why: expect.stringContaining(name) }]);
    expect(await names(spill)).toHaveLength(61);
  });

  test('goes round one object that cannot be moved', async () => {
    const { spill, hub } = await folders();
    await filled(spill, 10);
    const stubborn = `journal/${journalKey(batchesOf(1)[0] ?? makeBatch('shop', NOON_MS))}`;
    const picky: ObjectStore = {
      ...hub,
      put: async (key, ...rest) => {
        if (key === stubborn) throw new Error('the far side does not like it');
        return await hub.put(key, ...rest);
      },
    };
    const swept = await sweep({ spill, hub: picky, signal: never });
    expect(swept).toMatchObject({ moved: 30, complete: false });
    expect(swept.failed).toEqual([{ key: stubborn, why: 'the far side does not like it' }]);
    expect(await names(spill)).toEqual([stubborn]);
  });

  test('begins nothing more once it is told to end', async () => {
    const { spill, hub } = await folders();
    await filled(spill, 10);
    const end = new AbortController();
    const ending: ObjectStore = {
      ...hub,
      put: async (...args) => {
        end.abort();
        return await hub.put(...args);
      },
    };
    const swept = await sweep({ spill, hub: ending, signal: end.signal });
    expect(swept).toMatchObject({ complete: false, failed: [] });
    expect((await names(spill)).length + (await names(hub)).length).toBe(31);
    expect((await names(hub)).length).toBeLessThan(9);
  });
});
