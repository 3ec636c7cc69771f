import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { UsageError } from '../../../bin/command.ts';
import { command } from '../../../bin/commands/replay.ts';
import { openFileJournal } from '../../../functions/journal/file-store.ts';
import { createObjectJournal } from '../../../functions/journal/object-journal.ts';
import { makeBucket } from '../../support/buckets.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { startCommand } from '../../support/command.ts';
import { journalTicks, startReceiver } from '../../support/delivery.ts';
import { startEmulator } from '../../support/emulator.ts';
import { makeFolder } from '../../support/folder.ts';

const BLOCKS = ['--blocks-to', 'x', '--external-label', 'replica=a'];

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
  [['--from', '1h', '--external-label', 'a=b'], /--external-label goes with --blocks-to/],
  [['--from', '1h', '--blocks-to', 'x'], /needs at least one --external-label NAME=VALUE/],
  [['--from', '1h', '--blocks-to', 'x', '--external-label', 'a-b=c'], /'a-b' is no label name/],
  [['--from', '1h', '--blocks-to', 'x', '--external-label', 'location=c'], /every series has its own location/],
  [['--from', '1h', ...BLOCKS, '--s3-region', 'eu-west-1'], /go with a bucket: --blocks-to s3:/],
  [['--from', '1h', ...BLOCKS, '--journal', 'folder'], /--journal takes s3:\/\/BUCKET, not 'folder'/],
  [['--from', '1h', ...BLOCKS, '--loki', 'http://127.0.0.1:9/'], /--blocks-to and --loki are two replays/],
  [['--from', '1h', ...BLOCKS, '--promtool', '/none'], /--promtool: \/none does not run/],
  [['--from', '1h', ...BLOCKS, '--blocks-to', 's3://Shop'], /'Shop' is no name of a bucket/],
  [['--from', '1h', ...BLOCKS, '--blocks-to', 's3://shop'], /needs --s3-region/],
])('replay %j is refused in words', async (argv, words) => {
  const failed = await command.run(argv, capturedIo('/').io).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(UsageError);
  expect(String(failed)).toMatch(words);
});

test('what the receiver does not take any more is said before sending, with the command that takes it elsewhere', async () => {
  const receiver = await startReceiver();
  const { folder, journal } = await makeData();
  await journal.close();
  const args = ['replay', '--data', 'data', '--from', '2026-01-01T00:00:00Z', '--remote-write', receiver.url];
  const run = startCommand(folder, [...args, '--remote-write-window', '1m']);
  expect(await run.ended).toBe(1);
  expect(run.err()).toMatch(
    /^remote-write: what is from before \S+Z will not be sent: .* replay --from 2026-01-01T00:00:00\.000Z --to \S+ --blocks-to /,
  );
  expect(run.out()).toMatch(/refused: \d+ too-old/);
  expect(receiver.asked).toBe(0);
});

test('blocks go to a bucket of S3 below a prefix, with meta.json as the last of their files', async () => {
  const aws = await startEmulator();
  onTestFinished(aws.stop);
  await aws.createBucket('blocks');
  const { folder, journal } = await makeData();
  await journal.close();
  const bucket = ['--blocks-to', 's3://blocks/metrics/', '--s3-region', aws.region, '--s3-endpoint', aws.url];
  const args = ['replay', '--data', 'data', '--from', '1h', '--external-label', 'replica=a', ...bucket];
  const first = startCommand(folder, args, aws.env);
  expect(await first.ended).toBe(0);
  expect(first.out()).toMatch(/^blocks: [12] uploaded with \d+ samples of 30 batches\.\n$/);
  const put = [...aws.log().matchAll(/"PUT \/blocks\/metrics\/[0-9A-Z]{26}\/([\w./]+)/g)].map(([, name]) => name);
  expect(put.slice(0, 3)).toEqual(['chunks/000001', 'index', 'meta.json']);
  const second = startCommand(folder, args, aws.env);
  expect(await second.ended).toBe(0);
  expect(second.out()).toMatch(/^blocks: 0 uploaded with \d+ samples of 30 batches; [12] were there already\.\n$/);
});

test('the journal of an installation is replayed from its bucket, to a receiver and into blocks', async () => {
  const aws = await startEmulator();
  onTestFinished(aws.stop);
  const { sdk, name } = await makeBucket(aws);
  const lastMs = Math.floor(Date.now() / 60_000) * 60_000 - 120_000;
  await journalTicks(createObjectJournal(sdk), 10, lastMs);
  const receiver = await startReceiver();
  const folder = await makeFolder();
  const args = [
    'replay',
    '--journal',
    `s3://${name}`,
    '--from',
    '1h',
    '--s3-region',
    aws.region,
    '--s3-endpoint',
    aws.url,
  ];
  const sent = startCommand(folder, [...args, '--remote-write', receiver.url], aws.env);
  expect(await sent.ended).toBe(0);
  expect(sent.out()).toMatch(/^remote-write: \d+ items of 30 batches delivered\.\n$/);
  const built = startCommand(folder, [...args, '--blocks-to', 'blocks', '--external-label', 'replica=a'], aws.env);
  expect(await built.ended).toBe(0);
  expect(built.out()).toMatch(/^blocks: [12] uploaded with \d+ samples of 30 batches\.\n$/);
  const missing = startCommand(folder, [...args, '--journal', 's3://nobody', '--remote-write', receiver.url], aws.env);
  expect(await missing.ended).toBe(2);
  expect(missing.err()).toMatch(/^probewright replay: The bucket nobody did not list .*NoSuchBucket/);
});
