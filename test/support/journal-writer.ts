import { openFileJournal } from '../../functions/journal/file-store.ts';
import { type Batch, journalKey } from '../../lib/model/journal.ts';
import { makeBatch, makePlan, PLAN_HASH } from './batches.ts';

/**
 * A program to be killed: opens the journal in argv[2], prints `open`, then appends without end and prints the key of each acknowledged batch. argv[3]: segment bytes; argv[4]: stop at the first refused
 * batch (`stop`) or print `refused` and go on (`go`).
 */
const [folder = '', segmentBytes = '20000', whenRefused = 'stop'] = process.argv.slice(2);
const journal = await openFileJournal({
  folder,
  maxAgeMs: 35 * 86_400_000,
  maxBytes: 2 ** 30,
  segmentBytes: Number(segmentBytes),
  clock: { now: () => Date.now(), elapsed: () => performance.now() },
  onTrouble: ({ kind, message }) => process.stderr.write(`${kind} ${message}\n`),
});
await journal.savePlan({ hash: PLAN_HASH, plan: makePlan() });
process.stdout.write('open\n');
let tickMs = Date.now();
await Promise.all(Array.from({ length: 8 }, (_, i) => appendForever(`p${i}`)));

async function appendForever(probe: string): Promise<never> {
  for (;;) {
    tickMs += 1;
    const batch = makeBatch(probe, tickMs, 'down', 'x'.repeat(tickMs % 3000));
    await append(batch);
  }
}

async function append(batch: Batch): Promise<void> {
  try {
    await journal.append(batch);
    process.stdout.write(`${journalKey(batch)}\n`);
  } catch (error) {
    process.stdout.write(`refused ${error instanceof Error ? error.message : error}\n`);
    if (whenRefused === 'stop') process.exit(4);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
