import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../../bin/command.ts';
import { command } from '../../../bin/commands/replay.ts';
import { openFileJournal } from '../../../functions/journal/file-store.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { startCommand } from '../../support/command.ts';
import { journalTicks, startReceiver } from '../../support/delivery.ts';
import { makeFolder } from '../../support/folder.ts';

async function makeData(): Promise<{ folder: string; journal: Awaited<ReturnType<typeof openFileJournal>> }> {
  const folder = await makeFolder();
  const journal = await openFileJournal({
    folder: join(folder, 'data', 'journal'),
    maxAgeMs: 1e12,
    maxBytes: 2 ** 30,
    segmentBytes: 2 ** 23,
    clock: { now: Date.now, elapsed: () => performance.now() },
    onTrouble: () => undefined,
  });
  await journalTicks(journal, 10, Date.now() - 120_000);
  return { folder, journal };
}

test('what a refusing receiver was sent is counted with its reason, and is exit code 1', async () => {
  const receiver = await startReceiver();
  receiver.answer = () => ({ status: 403, body: 'not you' });
  const { folder, journal } = await makeData();
  await journal.close();
  const args = ['replay', '--data', 'data', '--from', '1h', '--remote-write', receiver.url];
  const run = startCommand(folder, args);
  expect(await run.ended).toBe(1);
  expect(run.out()).toMatch(/^remote-write: 0 items of 30 batches delivered; refused: \d+ unauthorized\.\n/);
});

test('a data folder that is in use is exit code 2', async () => {
  const { folder, journal } = await makeData();
  const run = startCommand(folder, ['replay', '--data', 'data', '--from', '1h', '--loki', 'http://127.0.0.1:9/']);
  expect(await run.ended).toBe(2);
  expect(run.err()).toContain('replay: ');
  await journal.close();
});

test.each([
  [['--to', '1h'], /needs --from/],
  [['--from', 'yesterday'], /--from takes a moment such as/],
  [['--from', '1h', '--to', '2h'], /not before/],
  [['--from', '1h', '--rate', 'fast'], /--rate takes a number/],
  [['--from', '1h'], /needs to know where to/],
  [['--from', '1h', 'shop'], /takes no arguments/],
])('replay %j is refused in words', async (argv, words) => {
  const failed = await command.run(argv, capturedIo('/').io).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(UsageError);
  expect(String(failed)).toMatch(words);
});
