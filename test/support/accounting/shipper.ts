import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startDeliverer } from '../../../functions/delivery/deliverer.ts';
import { systemClock } from '../../../functions/engine/system-clock.ts';
import { openFileJournal } from '../../../functions/journal/file-store.ts';
import { createOutgoing } from '../../../functions/net/send.ts';
import { createRemoteWriteSink } from '../../../functions/sinks/remote-write/remote-write-sink.ts';
import { type Batch, journalKey } from '../../../lib/model/journal.ts';
import { batchesOf, type Load, planFor } from './batches.ts';

/**
 * A program to be killed: journals the load in argv[3] (JSON) into the folder in argv[2] as fast as it can, from where it was, and ships it to the URL in argv[4]. Prints
 * its status as JSON, a line each 100 ms, with `done` once everything is settled.
 */
const [folder = '', given = '', url = ''] = process.argv.slice(2);
const load = JSON.parse(given) as Load;
const windowMs = (load.minutes + 60) * 60_000;
const journal = await openFileJournal({
  folder: join(folder, 'journal'),
  maxAgeMs: 35 * 86_400_000,
  maxBytes: 2 ** 32,
  segmentBytes: 2 ** 23,
  clock: systemClock,
  onTrouble: ({ kind, message }) => process.stderr.write(`${kind} ${message}\n`),
});
await journal.savePlan(planFor(load));
const reachedMs = Math.max(0, ...(await Array.fromAsync(journal.spans())).map(({ lastTickMs }) => lastTickMs));
/** Time passes as batches are journalled: a batch is never older than a moment when it comes. */
let nowMs = Math.max(reachedMs, load.lastMs - load.minutes * 60_000) + 1000;
const clock = { now: () => nowMs, elapsed: systemClock.elapsed };
const deliverer = await startDeliverer({
  destinations: [{ sink: createRemoteWriteSink({ url }, createOutgoing()), url, takes: 'samples', windowMs }],
  journal,
  dataFolder: folder,
  clock,
  maxAgeMs: 35 * 86_400_000,
  random: Math.random,
  events: {
    settled: () => undefined,
    retried: () => undefined,
    trouble: (_destination, message) => process.stderr.write(`trouble ${message}\n`),
  },
});
let isWritten = false;
void append();
for (;;) {
  await pause(100);
  const [status] = deliverer.status();
  const isDone = isWritten && status?.totals.batches === load.probes * load.locations * load.minutes;
  process.stdout.write(`${JSON.stringify({ ...status, done: isDone })}\n`);
}

async function append(): Promise<void> {
  let group: Batch[] = [];
  for (const batch of batchesOf(load)) {
    // Of the last group only a part may be there.
    if (batch.tickMs < reachedMs - 15 * 60_000) continue;
    group.push(batch);
    if (group.length < 300) continue;
    await write(group);
    group = [];
  }
  await write(group);
  isWritten = true;
}

async function write(group: readonly Batch[]): Promise<void> {
  nowMs = Math.max(nowMs, (group.at(-1)?.tickMs ?? 0) + 1000);
  const became = await Promise.all(group.map((batch) => journal.append(batch)));
  for (const [index, batch] of group.entries()) if (became[index] === 'written') deliverer.offer(journalKey(batch));
}
