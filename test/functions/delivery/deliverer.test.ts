import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type DelivererOptions, startDeliverer } from '../../../functions/delivery/deliverer.ts';
import type { Destination } from '../../../functions/delivery/destination.ts';
import { createSignalReader } from '../../../functions/delivery/signal-reader.ts';
import type { FileJournal } from '../../../functions/journal/file-store.ts';
import { tickOfKey } from '../../../functions/journal/key.ts';
import { DropRelay } from '../../../functions/local/drop-relay.ts';
import { journalKey } from '../../../lib/model/journal.ts';
import { NOON_MS } from '../../support/batches.ts';
import {
  collectEvents,
  journalTicks,
  jsonDestination,
  runsIn,
  shopBatch,
  startReceiver,
} from '../../support/delivery.ts';
import { NOON_CLOCK, openJournal } from '../../support/file-journal.ts';
import { makeFolder } from '../../support/folder.ts';
import { until } from '../../support/local-runner.ts';

interface Made {
  readonly folder?: string;
  readonly journal?: FileJournal;
}

async function start(destinations: readonly Destination[], made: Made = {}, options: Partial<DelivererOptions> = {}) {
  const folder = made.folder ?? (await makeFolder());
  const journal = made.journal ?? (await openJournal(join(folder, 'journal')));
  const events = collectEvents();
  const go = async () => {
    const deliverer = await startDeliverer({
      destinations,
      journal,
      dataFolder: folder,
      clock: NOON_CLOCK,
      maxAgeMs: 35 * 86_400_000,
      random: () => 0,
      events,
      ...options,
    });
    onTestFinished(() => deliverer.stop(0));
    return deliverer;
  };
  return { folder, journal, events, go };
}

const order = (runs: readonly string[], probe: string) => runs.filter((run) => run.startsWith(`${probe} `));

test('everything in the journal arrives once, many batches a request, each series in the order of time', async () => {
  const receiver = await startReceiver();
  const { journal, go } = await start([jsonDestination(receiver.url)]);
  const keys = await journalTicks(journal, 100);
  const deliverer = await go();
  await until(() => runsIn(receiver.taken).length >= keys.length);
  await deliverer.stop(5000);
  const runs = runsIn(receiver.taken);
  expect(new Set(runs).size).toBe(keys.length);
  expect(runs).toHaveLength(keys.length);
  expect(receiver.asked).toBeLessThan(10);
  for (const probe of ['a', 'b', 'c']) expect(order(runs, probe)).toEqual(order(runs, probe).toSorted());
  const [status] = deliverer.status();
  expect(status?.totals).toEqual({
    batches: keys.length,
    rejectedBatches: 0,
    delivered: receiver.taken.flat().length,
    rejected: {},
  });
  expect(status?.oldestWaitingMs).toBeUndefined();
});

test('what is offered while it runs goes out soon, and a stop sends what is left', async () => {
  const receiver = await startReceiver();
  const { journal, go } = await start([jsonDestination(receiver.url)]);
  await journalTicks(journal, 1);
  const deliverer = await go();
  await until(() => runsIn(receiver.taken).length === 3);
  const first = shopBatch('a', NOON_MS);
  await journal.append(first);
  deliverer.offer(journalKey(first));
  await until(() => runsIn(receiver.taken).length === 4);
  const last = shopBatch('a', NOON_MS + 1000);
  await journal.append(last);
  deliverer.offer(journalKey(last));
  await deliverer.stop(5000);
  expect(runsIn(receiver.taken).at(-1)).toBe(`a ${NOON_MS + 1000}`);
});

test('a sink that is down delays no other, and gets everything in order once it is up', async () => {
  const [sick, well] = [await startReceiver(), await startReceiver()];
  const { journal, events, go } = await start([jsonDestination(sick.url, 'sick'), jsonDestination(well.url, 'well')]);
  sick.answer = () => ({ status: 503 });
  const keys = await journalTicks(journal, 20);
  const deliverer = await go();
  await until(() => runsIn(well.taken).length === keys.length);
  await until(() => sick.asked >= 2);
  expect(deliverer.status().map(({ oldestWaitingMs }) => oldestWaitingMs)).toEqual([NOON_MS - 20_000, undefined]);
  sick.answer = () => ({ status: 204 });
  await until(() => runsIn(sick.taken).length === keys.length);
  expect(order(runsIn(sick.taken), 'a')).toEqual(order(runsIn(sick.taken), 'a').toSorted());
  expect(events.seen).toContain('sick retry 503');
  expect(events.seen.filter((event) => event.startsWith('well retry'))).toEqual([]);
});

test('a connection that is cut before the answer is tried again, and a wish for patience is granted', async () => {
  const receiver = await startReceiver();
  const { journal, go } = await start([jsonDestination(receiver.url)]);
  await journalTicks(journal, 1);
  const at: number[] = [];
  receiver.answer = () => {
    at.push(performance.now());
    if (at.length === 1) throw new Error('cut');
    return at.length === 2 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 204 };
  };
  await go();
  await until(() => receiver.taken.length === 1);
  expect(at).toHaveLength(3);
  expect((at[2] ?? 0) - (at[1] ?? 0)).toBeGreaterThanOrEqual(995);
});

test('after a restart only what has no record is sent', async () => {
  const receiver = await startReceiver();
  const { folder, journal, go } = await start([jsonDestination(receiver.url)]);
  await journalTicks(journal, 10, NOON_MS - 20_000);
  const first = await go();
  await until(() => runsIn(receiver.taken).length === 30);
  await first.stop(5000);
  // Journalled, and never offered: as when the process was killed in between.
  await journalTicks(journal, 10);
  const again = await start([jsonDestination(receiver.url)], { folder, journal });
  const second = await again.go();
  await until(() => runsIn(receiver.taken).length === 60);
  await second.stop(5000);
  expect(new Set(runsIn(receiver.taken)).size).toBe(60);
  expect(second.status()[0]?.totals.batches).toBe(60);
});

test('what is refused for good stands in rejected/ with the words of the far side, is counted, and is not sent again', async () => {
  const receiver = await startReceiver();
  receiver.answer = () => ({ status: 400, body: 'label limit exceeded' });
  const { folder, journal, go } = await start([jsonDestination(receiver.url)]);
  const keys = await journalTicks(journal, 2);
  const first = await go();
  await until(() => first.status()[0]?.totals.rejectedBatches === keys.length);
  await first.stop(5000);
  const [name = ''] = await readdir(join(folder, 'rejected'));
  expect(name).toMatch(/^remote-write-[0-9a-f]{8}$/);
  const [file = ''] = await readdir(join(folder, 'rejected', name));
  expect(file).toBe('2026-11-22T11-50Z.jsonl');
  const lines = (await readFile(join(folder, 'rejected', name, file), 'utf8')).trimEnd().split('\n');
  const rejected = lines.map((line) => JSON.parse(line));
  expect(rejected.flatMap((line) => line.keys).toSorted()).toEqual(keys.toSorted());
  expect(rejected[0]).toMatchObject({
    at: '2026-11-22T12:00:00.000Z',
    rejected: [{ reason: 'invalid', answer: 'label limit exceeded' }],
  });
  const { asked } = receiver;
  const second = await (await start([jsonDestination(receiver.url)], { folder, journal })).go();
  await second.stop(5000);
  expect(receiver.asked).toBe(asked);
  expect(second.status()[0]?.totals).toEqual(first.status()[0]?.totals);
});

test('what is older than the window of a receiver is rejected before it is sent', async () => {
  const receiver = await startReceiver();
  receiver.answer = () => ({ status: 503 });
  const { folder, journal, go } = await start([jsonDestination(receiver.url, 'remote-write', 'samples', 3_600_000)]);
  await journalTicks(journal, 2);
  const first = await go();
  await until(() => receiver.asked > 0);
  await first.stop(0);
  receiver.answer = () => ({ status: 204 });
  const later = { ...NOON_CLOCK, now: () => NOON_MS + 2 * 3_600_000 };
  const again = await start(
    [jsonDestination(receiver.url, 'remote-write', 'samples', 3_600_000)],
    { folder, journal },
    { clock: later },
  );
  const second = await again.go();
  await until(() => second.status()[0]?.totals.rejectedBatches === 6);
  await second.stop(5000);
  expect(receiver.taken).toEqual([]);
  expect(Object.keys(second.status()[0]?.totals.rejected ?? {})).toEqual(['too-old']);
});

test('a new sink gets what its window holds, and not what was before', async () => {
  const receiver = await startReceiver();
  const { journal, go } = await start([jsonDestination(receiver.url, 'remote-write', 'samples', 3_600_000)]);
  await journalTicks(journal, 1, NOON_MS - 4 * 3_600_000);
  await journalTicks(journal, 1);
  const deliverer = await go();
  await until(() => runsIn(receiver.taken).length === 3);
  await deliverer.stop(5000);
  expect(deliverer.status()[0]?.totals).toMatchObject({ batches: 3, rejectedBatches: 0 });
});

test('a batch whose plan is gone is rejected as unreadable, and holds up nothing', async () => {
  const receiver = await startReceiver();
  const { journal, go } = await start([jsonDestination(receiver.url)]);
  await journal.append(shopBatch('a', NOON_MS - 9000, { plan: 'cd'.repeat(32) }));
  await journalTicks(journal, 1);
  const deliverer = await go();
  await until(() => deliverer.status()[0]?.totals.batches === 4);
  expect(deliverer.status()[0]?.totals.rejected).toEqual({ unreadable: 1 });
  expect(runsIn(receiver.taken)).toHaveLength(3);
});

test('a stop does not wait for a sink that never answers longer than it is given', async () => {
  const receiver = await startReceiver();
  receiver.answer = () => new Promise(() => undefined);
  const { journal, go } = await start([jsonDestination(receiver.url)]);
  await journalTicks(journal, 1);
  const deliverer = await go();
  await until(() => receiver.asked === 1);
  const began = performance.now();
  await deliverer.stop(300);
  expect(performance.now() - began).toBeLessThan(2000);
  expect(deliverer.status()[0]?.totals.batches).toBe(0);
});

test('a stop does not wait for a long row of what is too old either', async () => {
  const receiver = await startReceiver();
  receiver.answer = () => ({ status: 503 });
  const made = await start([jsonDestination(receiver.url)]);
  const keys = await journalTicks(made.journal, 400);
  const before = await made.go();
  await before.stop(0);
  const { go } = await start([jsonDestination(receiver.url, 'remote-write', 'samples', 1)], made);
  const deliverer = await go();
  await deliverer.stop(0);
  const batches = deliverer.status()[0]?.totals.batches;
  expect(batches).toBeLessThan(keys.length);
});

test('a batch of which no signals can be made is rejected, and holds up no other', async () => {
  const receiver = await startReceiver();
  const { journal, go } = await start([
    { ...jsonDestination(receiver.url), takes: 'logs', sink: jsonDestination(receiver.url, 'loki', 'logs').sink },
  ]);
  const [odd, next] = [shopBatch('a', NOON_MS - 2000), shopBatch('a', NOON_MS - 1000)];
  await journalTicks(journal, 1);
  // No date can hold it.
  await journal.append({ ...odd, results: odd.results.map((result) => ({ ...result, startedAtMs: 1e20 })) });
  await journal.append(next);
  const deliverer = await go();
  await until(() => deliverer.status()[0]?.totals.rejected.unreadable === 1);
  await until(() => receiver.asked >= 1);
  await deliverer.stop(5000);
  expect(deliverer.status()[0]?.oldestWaitingMs).toBeUndefined();
});

test('one batch that is never taken is found and put aside; all others arrive, and it does when it is taken', async () => {
  const receiver = await startReceiver();
  const folder = await makeFolder();
  const journal = await openJournal(join(folder, 'journal'));
  const keys = await journalTicks(journal, 60);
  const poison = runsIn([await samplesOfKey(journal, keys[70] ?? '')])[0] ?? '';
  let isCured = false;
  receiver.answer = (samples) => ({ status: !isCured && runsIn([samples]).includes(poison) ? 500 : 204 });
  const patience = { attemptsMs: 0, stuckMs: 20, againMs: 20 };
  const { go, events } = await start([jsonDestination(receiver.url)], { folder, journal }, { patience });
  const deliverer = await go();
  await until(() => runsIn(receiver.taken).length >= keys.length - 1);
  expect(new Set(runsIn(receiver.taken)).size).toBe(keys.length - 1);
  await until(() => events.seen.some((line) => line.includes(`${keys[70]} is not taken (500), and others are`)));
  // It still counts as waiting.
  await until(() => deliverer.status()[0]?.oldestWaitingMs === tickOfKey(keys[70] ?? ''));
  // The next look at the journal, which is at the start, tries it again.
  isCured = true;
  await deliverer.stop(5000);
  await go();
  await until(() => runsIn(receiver.taken).includes(poison));
});

test('what the journal drops before a sink has taken it is counted, and delivered and dropped are everything', async () => {
  const receiver = await startReceiver();
  receiver.answer = () => ({ status: 503 });
  const folder = await makeFolder();
  const relay = new DropRelay();
  let heard = 0;
  const onDrop = (keys: readonly string[]) => {
    heard += keys.length;
    relay.drop(keys);
  };
  const small = { maxBytes: 60_000, segmentBytes: 10_000, onDrop };
  const journal = await openJournal(join(folder, 'journal'), small);
  let written = 0;
  while (heard === 0) written += (await journalTicks(journal, 5, NOON_MS - 3_600_000 + written * 500)).length;
  // It drops one segment after the other: when it is closed, that is over.
  await journal.close();
  const again = await openJournal(join(folder, 'journal'), small);
  const { go } = await start([jsonDestination(receiver.url)], { folder, journal: again });
  const deliverer = await go();
  relay.listen((keys) => deliverer.dropped(keys));
  receiver.answer = () => ({ status: 204 });
  const settled = await until(() => {
    const { totals } = deliverer.status()[0] ?? {};
    return totals?.batches === written && totals;
  });
  expect(settled.rejected).toEqual({ dropped: heard });
  expect(new Set(runsIn(receiver.taken)).size + heard).toBe(written);
});

test('while the far side is down nothing is put aside, however long it takes', async () => {
  const receiver = await startReceiver();
  receiver.answer = () => ({ status: 503 });
  const patience = { attemptsMs: 0, stuckMs: 20, againMs: 20 };
  const { journal, events, go } = await start([jsonDestination(receiver.url)], {}, { patience });
  const keys = await journalTicks(journal, 10);
  await go();
  await until(() => receiver.asked > 10);
  receiver.answer = () => ({ status: 204 });
  await until(() => runsIn(receiver.taken).length === keys.length);
  expect(events.seen.filter((line) => line.includes('put aside'))).toEqual([]);
  expect(order(runsIn(receiver.taken), 'a')).toEqual(order(runsIn(receiver.taken), 'a').toSorted());
});

async function samplesOfKey(journal: FileJournal, key: string) {
  return (await createSignalReader(journal, new Set(['samples']))(key)).samples;
}
