import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createObjectJournal } from '../../../functions/journal/object-journal.ts';
import { createHandler as createSweeper } from '../../../functions/sweeper/create-handler.ts';
import { journalKey } from '../../../lib/model/journal.ts';
import { makeBucket } from '../../support/buckets.ts';
import { cloudCalls } from '../../support/cloud/cloud-calls.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { httpProbe } from '../../support/http-probes.ts';
import { httpTarget, response } from '../../support/http-target.ts';
import { context, LOCATION, makeProbeFunction, outcomesOf, shardOf, tickOf } from '../../support/probe-function.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
}, 60_000);
afterAll(() => emulator.stop());

/** What the functions print. */
let lines: string[];
beforeEach(() => {
  lines = [];
  const spy = vi.spyOn(console, 'warn').mockImplementation((line: string) => void lines.push(line));
  onTestFinished(() => spy.mockRestore());
});

async function setUp(
  changes: Parameters<typeof shardOf>[1] = {},
  more: Partial<Parameters<typeof makeProbeFunction>[0]> = {},
) {
  const target = await httpTarget(() => response(200, 'hello'));
  const shard = shardOf(
    [httpProbe('front', `http://${target.host}/`), httpProbe('shop', `http://${target.host}/shop`)],
    changes,
  );
  const [journal, spill] = [await makeBucket(emulator), await makeBucket(emulator)];
  const made = await makeProbeFunction({
    emulator,
    journal: journal.name,
    spill: spill.name,
    shards: [shard],
    ...more,
  });
  const keys = async (prefix = '') => (await Array.fromAsync(journal.sdk.list(prefix))).map(({ key }) => key);
  return { target, shard, journal, spill, keys, read: createObjectJournal(journal.sdk), ...made };
}

test('a tick is run and journalled with its plan, by a cold function and by a warm one, without a line of log', async () => {
  const { shard, start, keys, read, target } = await setUp();
  const handler = start();
  const [first, second] = [tickOf(shard, 60_000), tickOf(shard)];
  expect(await handler(first.event, context())).toEqual({
    shard: '1m-00',
    tick: new Date(first.tickMs).toISOString(),
    results: 2,
    outcome: 'written',
  });
  expect((await handler(second.event, context())).outcome).toBe('written');
  const names = [first, second].map(({ tickMs }) => journalKey({ location: LOCATION, tickMs, shard: '1m-00' }));
  expect(await keys()).toEqual([...names.map((key) => `journal/${key}`), `plans/${shard.plan.hash}.json`]);
  const batch = await read.read(names[1] ?? '');
  expect(batch).toMatchObject({ location: LOCATION, tickMs: second.tickMs, plan: shard.plan.hash });
  expect(batch.results.map(({ probe, outcome }) => [probe, outcome])).toEqual([
    ['front', 'up'],
    ['shop', 'up'],
  ]);
  expect(await read.plan(shard.plan.hash)).toEqual(shard.plan.plan);
  expect(target.arrived).toHaveLength(4);
  expect(lines).toEqual([]);
});

test('an event that comes twice leaves what the first one journalled', async () => {
  const { shard, start, keys } = await setUp();
  const { event } = tickOf(shard);
  const summaries = await Promise.all([start()(event, context()), start()(event, context())]);
  expect(outcomesOf(summaries)).toEqual(['exists', 'written']);
  expect(await keys('journal/')).toHaveLength(1);
});

test('where a tick is claimed, of several invocations one runs it', async () => {
  const { shard, start, target, keys, spill } = await setUp({ claims: true });
  const { event } = tickOf(shard);
  const handlers = [start(), start(), start()];
  const summaries = await Promise.all(handlers.map((handler) => handler(event, context())));
  expect(outcomesOf(summaries)).toEqual(['taken', 'taken', 'written']);
  expect(target.arrived).toHaveLength(2);
  expect(await keys('journal/')).toHaveLength(1);
  // In the function's own region: no tick waits for another one.
  expect((await Array.fromAsync(spill.sdk.list('claims/'))).map(({ key }) => key)).toEqual([
    (await keys('journal/'))[0]?.replace('journal/', 'claims/'),
  ]);
});

test('where a claim cannot be made, what changes something is not run: a second run might do it again', async () => {
  const target = await httpTarget(() => response(200));
  const probe = httpProbe('order', `http://${target.host}/`);
  const steps = probe.steps.map((step) => ({ ...step, settings: { ...step.settings, method: 'POST' } }));
  const order = shardOf([{ ...probe, steps } as typeof probe], { claims: true });
  const { start } = await setUp({}, { shards: [order], spill: 'no-such-bucket' });
  await expect(start()(tickOf(order).event, context())).rejects.toThrow('no-such-bucket');
  expect(target.arrived).toHaveLength(0);
});

test('where a claim cannot be made, what changes nothing is run without one: a location does not go blind with the S3 of its region', async () => {
  const { shard, start, target, keys } = await setUp({ claims: true }, { spill: 'no-such-bucket' });
  expect((await start()(tickOf(shard).event, context())).outcome).toBe('written');
  expect(target.arrived).toHaveLength(2);
  expect(await keys('journal/')).toHaveLength(1);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ event: 'unclaimed', shard: '1m-00' }]);
});

test('the ticks of the next minute are on their way before an invocation ends that could not claim its own', async () => {
  let answered = false;
  const sqs = await httpTarget((_, socket) => {
    setTimeout(() => {
      answered = true;
      socket.end(response(200, '{"Successful":[]}'));
    }, 300);
    return undefined;
  });
  const env = { PROBEWRIGHT_TICK_QUEUE_URL: `http://${sqs.host}/1/ticks` };
  const probe = httpProbe('order', 'http://127.0.0.1:1/');
  const steps = probe.steps.map((step) => ({ ...step, settings: { ...step.settings, method: 'POST' } }));
  const order = shardOf([{ ...probe, steps } as typeof probe], { claims: true, queuedMs: [30_000] });
  const { start } = await setUp({}, { shards: [order], spill: 'no-such-bucket', env });
  await expect(start()(tickOf(order).event, context())).rejects.toThrow('no-such-bucket');
  expect(answered).toBe(true);
});

test('a tick that is too old is not run, but journalled as missed', async () => {
  const { shard, start, target, read } = await setUp();
  const { event, tickMs } = tickOf(shard, 180_000);
  expect(await start()(event, context())).toMatchObject({ results: 0, outcome: 'missed' });
  expect(await read.read(journalKey({ location: LOCATION, tickMs, shard: '1m-00' }))).toMatchObject({
    results: [],
    missed: 'too-old',
    plan: shard.plan.hash,
  });
  expect(target.arrived).toHaveLength(0);
});

test('runs end in time for their results to be journalled', async () => {
  const target = await httpTarget(() => undefined);
  const shard = shardOf([httpProbe('hangs', `http://${target.host}/`, { timeoutMs: 60_000 })]);
  const { start, read } = await setUp({}, { shards: [shard] });
  const { event, tickMs } = tickOf(shard);
  const lambda = context(4_000);
  expect((await start()(event, lambda)).outcome).toBe('written');
  expect(lambda.getRemainingTimeInMillis()).toBeGreaterThan(0);
  const { results } = await read.read(journalKey({ location: LOCATION, tickMs, shard: '1m-00' }));
  expect(results.map(({ outcome, fault }) => [outcome, fault?.code])).toEqual([['error', 'PW5003']]);
});

test('an event of another deploy runs the plan that is there, and says so once', async () => {
  const { shard, start } = await setUp();
  const handler = start();
  const older = { ...tickOf(shard).event, plan: 'older' };
  expect(await handler(older, context())).toMatchObject({ outcome: 'written', eventPlan: 'older' });
  expect(await handler(older, context())).toMatchObject({ outcome: 'exists', eventPlan: 'older' });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { event: 'other-plan', shard: '1m-00', eventPlan: 'older', ran: shard.plan.hash },
  ]);
});

test('`PW6001`: a shard that is not there, is broken, or is of another version, fails the invocation in words', async () => {
  const { shard, start, folder } = await setUp();
  const { event } = tickOf(shard);
  await expect(start()({ ...event, shard: '1m-07' }, context())).rejects.toThrow(
    /^PW6001: .*1m-07\.json.* deploy again/,
  );
  const path = join(folder, 'shards', '1m-00.json');
  await writeFile(path, '{');
  await expect(start()(event, context())).rejects.toThrow(/^PW6001: .*JSON/);
  await writeFile(path, JSON.stringify({ ...shard, version: 2 }));
  await expect(start()(event, context())).rejects.toThrow(/^PW6001: .*version 2; this program knows version 1/);
});

test('`PW6002`: an event that is no tick is refused with what it should be', async () => {
  const { shard, start } = await setUp();
  const { event } = tickOf(shard);
  const wrong = [
    { ...event, tick: '<aws.scheduler.scheduled-time>' },
    { ...event, shard: '../delivery' },
    { Records: [] },
    { Records: [{ body: 'not JSON' }] },
    { Records: [{ body: JSON.stringify(event) }, { body: JSON.stringify(event) }] },
  ];
  for (const one of wrong)
    await expect(start()(one, context())).rejects.toThrow(/^PW6002: A probe function takes .*it was given/);
});

test('`PW6004`: a variable that the deploy did not set is named', async () => {
  const { shard, start } = await setUp({}, { env: { PROBEWRIGHT_JOURNAL_BUCKET: '' } });
  await expect(start()(tickOf(shard).event, context())).rejects.toThrow(/^PW6004: .*PROBEWRIGHT_JOURNAL_BUCKET/);
});

test('where the journal cannot be reached the results wait in the own region, until the sweeper moves them', async () => {
  const { shard, start, spill, env } = await setUp({}, { journal: 'gone' });
  const { event, tickMs } = tickOf(shard);
  expect((await start()(event, context())).outcome).toBe('spilled');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    event: 'spilled',
    shard: '1m-00',
    why: expect.stringContaining('gone'),
  });
  // Where the SDK looks for them.
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, emulator.env[name]);
  onTestFinished(() => void vi.unstubAllEnvs());
  const sweeper = createSweeper(env);
  await expect(sweeper({}, context())).rejects.toThrow(/could not be moved to gone/);
  await emulator.createBucket('gone');
  expect(await sweeper({}, context())).toMatchObject({
    moved: 2,
    already: 0,
    failed: [],
    complete: true,
    oldestTickMs: tickMs,
  });
  expect(await Array.fromAsync(spill.sdk.list(''))).toEqual([]);
});

test('the ticks inside of a minute are sent a minute ahead, each to arrive at its time, and only by the minute’s own run', async () => {
  const queue = cloudCalls(emulator, emulator.region);
  const { QueueUrl } = await queue.sqs('CreateQueue', { QueueName: 'ticks' });
  const queuedMs = [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55].map((seconds) => seconds * 1000);
  const { shard, start } = await setUp(
    { shard: '5s-00', queuedMs },
    { env: { PROBEWRIGHT_TICK_QUEUE_URL: String(QueueUrl) } },
  );
  const { event, tickMs } = tickOf(shard, 55_000 - (Date.now() % 5_000));
  const minute = Math.ceil(tickMs / 60_000) * 60_000 - 60_000;
  const tick = `${new Date(minute).toISOString().slice(0, 19)}Z`;
  const body = JSON.stringify({ ...event, tick });
  const waiting = async () => {
    const { Attributes } = await queue.sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
    const { ApproximateNumberOfMessages: now, ApproximateNumberOfMessagesDelayed: later } = Attributes as Record<
      string,
      string
    >;
    return Number(now) + Number(later);
  };
  expect((await start()({ Records: [{ body }] }, context())).shard).toBe('5s-00');
  expect(await waiting()).toBe(0);
  await start()({ ...event, tick }, context());
  expect(await waiting()).toBe(queuedMs.length);
});

test('a tick inside of a minute is delayed until its time, or up to a second more', async () => {
  const sqs = await httpTarget(() => response(200, '{"Successful":[]}'));
  const env = { PROBEWRIGHT_TICK_QUEUE_URL: `http://${sqs.host}/1/ticks` };
  const { shard, start } = await setUp({ queuedMs: [10_000, 50_000] }, { env });
  const { event, tickMs } = tickOf(shard);
  const beforeMs = Date.now();
  await start()(event, context());
  const { Entries } = JSON.parse(sqs.arrived[0]?.body ?? '') as {
    Entries: { MessageBody: string; DelaySeconds: number }[];
  };
  for (const [index, afterMs] of [10_000, 50_000].entries()) {
    const dueMs = tickMs + 60_000 + afterMs;
    const { MessageBody, DelaySeconds = 0 } = Entries[index] ?? {};
    expect(JSON.parse(MessageBody ?? '')).toEqual({ ...event, tick: `${new Date(dueMs).toISOString().slice(0, 19)}Z` });
    expect(beforeMs + DelaySeconds * 1000).toBeGreaterThanOrEqual(dueMs - (Date.now() - beforeMs));
    expect(beforeMs + DelaySeconds * 1000).toBeLessThan(dueMs + 1000);
  }
});

test('`PW6003`: ticks that could not be sent fail the invocation, after its results are journalled', async () => {
  const url = `${emulator.url}/123456789012/no-such-queue`;
  const { shard, start, keys } = await setUp({ queuedMs: [30_000] }, { env: { PROBEWRIGHT_TICK_QUEUE_URL: url } });
  await expect(start()(tickOf(shard).event, context())).rejects.toThrow(/^PW6003: 1 tick of the next minute/);
  expect(await keys('journal/')).toHaveLength(1);
});

test('secrets come from parameters, several in one request, are kept, and one that is missing is our fault and not the target’s', async () => {
  const ssm = new SSMClient({ endpoint: emulator.url, region: emulator.region, credentials: emulator.credentials });
  for (const name of ['user', 'password']) {
    await ssm.send(new PutParameterCommand({ Name: `/shop/${name}`, Value: `the ${name}`, Type: 'SecureString' }));
  }
  const target = await httpTarget(() => response(200));
  const withAuth = (name: string, username: string, password: string) => {
    const probe = httpProbe(name, `http://${target.host}/`);
    const steps = probe.steps.map((step) => ({
      ...step,
      settings: { ...step.settings, auth: { basic: { username, password } } },
    }));
    return { ...probe, steps } as typeof probe;
  };
  const known = withAuth('known', '${secret:user}', '${secret:password}');
  const shard = shardOf([known, withAuth('unknown', 'me', '${secret:nobody}')]);
  const { start, read } = await setUp({}, { shards: [shard] });
  const handler = start();
  const outcomes = async (earlierMs: number) => {
    const { event, tickMs } = tickOf(shard, earlierMs);
    await handler(event, context());
    const { results } = await read.read(journalKey({ location: LOCATION, tickMs, shard: '1m-00' }));
    expect(JSON.stringify(results)).not.toContain('the password');
    return results.map(({ outcome, fault }) => [outcome, fault?.code, fault?.message]);
  };
  const missing = [
    'error',
    'PW5005',
    'Secret «nobody» is missing: put it into the SSM parameter /shop/nobody in us-east-1, as a SecureString.',
  ];
  expect(await outcomes(60_000)).toEqual([['up', undefined, undefined], missing]);
  expect(target.arrived[0]?.header('Authorization')).toBe(
    `Basic ${Buffer.from('the user:the password').toString('base64')}`,
  );
  // Kept: the parameter may be gone meanwhile.
  await ssm.send(new DeleteParameterCommand({ Name: '/shop/password' }));
  expect(await outcomes(0)).toEqual([['up', undefined, undefined], missing]);
  ssm.destroy();
});
