import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CloudCalls, cloudCalls } from '../support/cloud/cloud-calls.ts';
import { deployFunction, feedFunction, lambdaOf } from '../support/cloud/deploy-function.ts';
import { type EmulatedCloud, startCloud } from '../support/cloud/emulated-cloud.ts';
import { startQueuePoller } from '../support/cloud/queue-poller.ts';
import { fire, isDue } from '../support/cloud/ticker.ts';

const COUNTING = `
let count = 0;
export const handler = async (event) => {
  if (event.fail) throw new Error('as asked');
  if (event.waitMs) await new Promise((resolve) => setTimeout(resolve, event.waitMs));
  return { count: ++count, event };
};`;

/** Fails the messages that say so, the first time it sees them. */
const PICKY = `
const seen = new Set();
export const handler = async ({ Records }) => {
  const failures = Records.filter(({ messageId, body }) => body === 'bad' && !seen.has(messageId));
  for (const { messageId } of failures) seen.add(messageId);
  return { batchItemFailures: failures.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

let cloud: EmulatedCloud;
let calls: CloudCalls;

beforeAll(async () => {
  cloud = await startCloud();
  calls = cloudCalls(cloud.emulator, cloud.emulator.region);
});
afterAll(() => cloud?.stop());
beforeEach(() => cloud.emulator.reset());

async function invoke(name: string, event: object): Promise<{ count?: number; errorMessage?: string }> {
  const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) });
  const { Payload } = await lambdaOf(cloud.emulator).send(command);
  return JSON.parse(Buffer.from(Payload ?? []).toString('utf8'));
}

const invocationsOf = (name: string) => cloud.lambda.invocations.filter((one) => one.function === name);

describe('functions in the emulator', () => {
  test('run in a sandbox that stays warm, and in another for each event at the same time', async () => {
    await deployFunction(cloud.emulator, 'counting', COUNTING);
    expect(await invoke('counting', {})).toMatchObject({ count: 1 });
    expect(await invoke('counting', {})).toMatchObject({ count: 2 });
    const both = await Promise.all([invoke('counting', { waitMs: 500 }), invoke('counting', { waitMs: 500 })]);
    expect(both.map(({ count }) => count).sort()).toEqual([1, 3]);
    expect(invocationsOf('counting').map(({ cold }) => cold)).toEqual(expect.arrayContaining([true, false]));
  });

  test('answer with the error of the handler', async () => {
    await deployFunction(cloud.emulator, 'failing', COUNTING);
    expect(await invoke('failing', { fail: true })).toMatchObject({ errorMessage: 'as asked' });
  });

  test('are fired by a schedule with its tick, asynchronously, and not again when they fail', async () => {
    const functionArn = await deployFunction(cloud.emulator, 'fired', COUNTING);
    const input = '{"fail":true,"tick":"<aws.scheduler.scheduled-time>"}';
    const schedule = { region: cloud.emulator.region, name: 's', group: 'g', expression: '', functionArn, input };
    await fire(cloud.emulator, schedule, Date.UTC(2026, 10, 22, 20, 57));
    await expect.poll(() => invocationsOf('fired').length, { timeout: 10_000 }).toBe(1);
    await invoke('fired', {});
    expect(invocationsOf('fired').map(({ event, ending }) => [JSON.parse(event).tick, ending])).toEqual([
      ['2026-11-22T20:57:00Z', 'thrown'],
      [undefined, 'answered'],
    ]);
  });

  test('are fed from a queue: what was done is deleted, a message that failed comes again', async () => {
    await deployFunction(cloud.emulator, 'picky', PICKY);
    const { QueueUrl } = await calls.sqs('CreateQueue', { QueueName: 'fed', Attributes: { VisibilityTimeout: '1' } });
    await feedFunction(cloud.emulator, 'picky', `arn:aws:sqs:${cloud.emulator.region}:${cloud.emulator.account}:fed`);
    const Entries = ['good', 'bad', 'good'].map((MessageBody, n) => ({ Id: String(n), MessageBody }));
    await calls.sqs('SendMessageBatch', { QueueUrl, Entries });
    const poller = await startQueuePoller(cloud.emulator, cloud.emulator.region);
    const left = async () => {
      const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
      const { Attributes } = await calls.sqs('GetQueueAttributes', { QueueUrl, AttributeNames });
      return Object.values(Attributes as Record<string, string>).map(Number);
    };
    await expect.poll(left, { timeout: 20_000 }).toEqual([0, 0]);
    await poller.stop();
    const bodies = invocationsOf('picky').map(({ event }) =>
      JSON.parse(event).Records.map((one: { body: string }) => one.body),
    );
    expect(bodies.flat().sort()).toEqual(['bad', 'bad', 'good', 'good']);
  });
});

describe('the ticker', () => {
  test.each([
    ['cron(* * * * ? *)', '12:07', true],
    ['cron(0/5 * * * ? *)', '12:05', true],
    ['cron(0/5 * * * ? *)', '12:06', false],
    ['cron(2/5 * * * ? *)', '12:07', true],
    ['cron(0,30 * * * ? *)', '12:30', true],
    ['cron(0 0/6 * * ? *)', '12:00', true],
    ['cron(0 0/6 * * ? *)', '13:00', false],
  ])('reads %s: at %s it is due: %s', (expression, at, due) => {
    expect(isDue(expression, Date.parse(`2026-11-22T${at}:00Z`))).toBe(due);
  });

  test('refuses a schedule that it cannot read', () => {
    for (const expression of ['rate(1 minute)', 'cron(0 6 ? * MON *)', 'every tuesday']) {
      expect(() => isDue(expression, 0)).toThrow(/cannot read/);
    }
  });
});
