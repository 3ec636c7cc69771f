import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FileJournal, openFileJournal } from '../../../functions/journal/file-store.ts';
import { countedInQuery } from '../../../functions/keeper/ask-query.ts';
import type { Sink } from '../../../lib/model/delivery.ts';
import { journalTicks } from '../../support/delivery.ts';
import { NOON_CLOCK } from '../../support/file-journal.ts';
import { type KeptStack, startKeeper, withSink } from '../../support/kept-stack.ts';
import { until } from '../../support/local-runner.ts';
import { type StartedStack, startTestStack } from '../../support/started-stack.ts';
import { startSwitchedProxy } from '../../support/switched-proxy.ts';

const BEGAN_MS = Math.floor(Date.now() / 1000) * 1000;
let folder: string;
let started: StartedStack;
/** One for all tests, as the stores are; each adds runs of ticks that the stores lack. */
let journal: FileJournal;
let added = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probewright-keeper-'));
  started = await startTestStack(folder);
  journal = await openFileJournal({
    folder: join(folder, 'journal'),
    maxAgeMs: 86_400_000,
    maxBytes: 2 ** 26,
    segmentBytes: 2 ** 23,
    clock: { ...NOON_CLOCK, now: Date.now },
    onTrouble: () => undefined,
  });
});

afterAll(async () => {
  await started.stack.stop();
  await journal.close();
  await rm(folder, { recursive: true, force: true });
});

const addedMs = () => BEGAN_MS - 1_800_000 + added * 60_000;

/** Twelve runs that no store has, younger than the others. */
async function addRuns(): Promise<void> {
  added += 1;
  await journalTicks(journal, 4, addedMs());
}

const queryUrl = () => `http://${started.addresses['query.http'].reach}`;
const stored = () => countedInQuery(queryUrl(), { fromMs: BEGAN_MS - 3_600_000, toMs: BEGAN_MS });
const isReady = ({ keeper }: KeptStack) => keeper.status.state === 'ready';
const states = ({ told }: KeptStack) => told.map(({ state }) => state).filter((state, i, all) => state !== all[i - 1]);

test('a difference unloads the rules and closes the gate, the journal fills the store, and what is equal is judged again', async () => {
  await addRuns();
  const seen: unknown[] = [];
  const kept: KeptStack = startKeeper({
    started,
    folder,
    journal,
    restorables: ([metrics]) => [
      withSink(metrics, (sink) => async (signals, signal) => {
        seen.push([metrics.gate.isOpen, await kept.groups()]);
        return await sink.send(signals, signal);
      }),
    ],
  });
  kept.keeper.start();
  await until(() => isReady(kept));
  expect(await stored()).toBe(12);
  expect(await kept.groups()).toEqual(['test']);
  expect(states(kept)).toEqual(['waiting', 'comparing', 'restoring', 'incomplete', 'ready']);
  // Suspected, with the disk lost of what came since.
  await addRuns();
  await kept.keeper.suspect('metrics');
  expect(await kept.groups()).toEqual([]);
  await until(() => isReady(kept));
  expect(await stored()).toBe(24);
  expect(seen.length).toBeGreaterThan(1);
  expect(new Set(seen.map((one) => JSON.stringify(one)))).toEqual(new Set(['[false,[]]']));
}, 60_000);

test('where nothing is missing it is ready without sending anything', async () => {
  let sent = 0;
  const count = (sink: Sink): Sink['send'] => {
    return async (signals, signal) => {
      sent += 1;
      return await sink.send(signals, signal);
    };
  };
  const kept = startKeeper({ started, folder, journal, restorables: ([metrics]) => [withSink(metrics, count)] });
  kept.keeper.start();
  await until(() => isReady(kept));
  expect([sent, states(kept), await kept.groups()]).toEqual([
    0,
    ['waiting', 'comparing', 'incomplete', 'ready'],
    ['test'],
  ]);
});

test('while Query is down it waits and says so, and then goes on', async () => {
  await addRuns();
  const proxy = await startSwitchedProxy(`${queryUrl()}/`);
  proxy.up = false;
  const kept = startKeeper({
    started,
    folder,
    journal,
    restorables: ([metrics]) => {
      const url = proxy.url.replace(/\/$/, '');
      return [{ ...metrics, store: { ...metrics.store, found: (hour) => countedInQuery(url, hour) } }];
    },
  });
  kept.keeper.start();
  await until(() => kept.keeper.status.words.includes('Waits until metrics can be asked: '));
  expect([kept.keeper.status.state, await kept.groups()]).toEqual(['waiting', []]);
  proxy.up = true;
  await until(() => isReady(kept));
  expect(await stored()).toBe(added * 12);
});

test('a store that dies while it is filled is filled from the beginning before anything is let in', async () => {
  await addRuns();
  const dying = Promise.withResolvers<void>();
  let isHeld = true;
  const kept = startKeeper({
    started,
    folder,
    journal,
    restorables: ([metrics]) => [
      withSink(metrics, (sink) => async (signals, signal) => {
        if (!isHeld) return await sink.send(signals, signal);
        dying.resolve();
        return { delivered: 0, rejected: [], retry: { reason: 'it is dying' } };
      }),
    ],
  });
  kept.keeper.start();
  await dying.promise;
  await kept.keeper.suspect('metrics');
  expect([kept.keeper.status.state, await kept.groups()]).toEqual(['comparing', []]);
  isHeld = false;
  await until(() => isReady(kept));
  expect(await stored()).toBe(added * 12);
  expect(states(kept).filter((state) => state === 'restoring')).toHaveLength(2);
});

test('a store that dies while rules are being loaded has none when it may begin anew', async () => {
  const loading = Promise.withResolvers<void>();
  const loadable = Promise.withResolvers<void>();
  const answers = Promise.withResolvers<void>();
  let answering = Promise.resolve();
  const kept = startKeeper({
    started,
    folder,
    journal,
    restorables: ([metrics]) => [
      {
        ...metrics,
        store: { ...metrics.store, found: async (hour) => answering.then(() => metrics.store.found(hour)) },
      },
    ],
    rules: (usual) => ({
      unload: usual.unload,
      async load() {
        loading.resolve();
        await loadable.promise;
        await usual.load();
      },
    }),
  });
  kept.keeper.start();
  await loading.promise;
  answering = answers.promise;
  const suspected = kept.keeper.suspect('metrics');
  loadable.resolve();
  await suspected;
  expect([kept.keeper.status.state, await kept.groups()]).toEqual(['comparing', []]);
  answers.resolve();
  await until(() => isReady(kept));
  expect(await kept.groups()).toEqual(['test']);
});

test('what a store refuses for good is told, and does not keep rules from being evaluated', async () => {
  await addRuns();
  const poisonedMs = addedMs();
  const kept = startKeeper({
    started,
    folder,
    journal,
    visibleMs: 1_500,
    restorables: ([metrics]) => [
      withSink(metrics, (sink) => async (signals, signal) => {
        const samples = signals.samples.filter(({ timestampMs }) => timestampMs !== poisonedMs);
        return await sink.send({ ...signals, samples }, signal);
      }),
    ],
  });
  kept.keeper.start();
  await until(async () => (await kept.groups()).length > 0);
  expect(kept.keeper.status).toMatchObject({ state: 'incomplete', words: expect.stringContaining('did not help') });
  expect(await stored()).toBe(added * 12 - 3);
});

test('a log store that cannot be asked keeps no rule waiting, and no metric', async () => {
  await addRuns();
  const kept = startKeeper({
    started,
    folder,
    journal,
    restorables: ([metrics, logs]) => [
      metrics,
      { ...logs, store: { ...logs.store, found: () => Promise.reject(new Error('no answer')) } },
    ],
  });
  kept.keeper.start();
  await until(async () => (await kept.groups()).length > 0);
  expect(await stored()).toBe(added * 12);
  expect(kept.keeper.status).toMatchObject({ state: 'waiting', words: expect.stringContaining('logs can be asked') });
});

test('a stop does not wait for a store that takes nothing', async () => {
  await addRuns();
  const sending = Promise.withResolvers<void>();
  const kept = startKeeper({
    started,
    folder,
    journal,
    restorables: ([metrics]) => [
      withSink(metrics, () => async () => {
        sending.resolve();
        return { delivered: 0, rejected: [], retry: { reason: 'down', afterMs: 3_600_000 } };
      }),
    ],
  });
  kept.keeper.start();
  await sending.promise;
  await kept.keeper.stop();
  expect([kept.keeper.status.state, await kept.groups()]).toEqual(['restoring', []]);
});
