import { expect, test } from 'vitest';
import { createOutgoing } from '../../../functions/net/send.ts';
import { queueTicks } from '../../../functions/probe/tick-queue.ts';
import { httpProbe } from '../../support/http-probes.ts';
import { shardOf } from '../../support/probe-function.ts';
import { type ScriptedAnswer, scriptedS3 } from '../../support/scripted-s3.ts';

const TICK_MS = Date.UTC(2026, 10, 22, 20, 57);

/** Sends the five ticks of the next minute to a queue that answers so, one answer a request. */
async function sendTo(answers: readonly ScriptedAnswer[]) {
  const { url, seen } = await scriptedS3(answers);
  const shard = shardOf([httpProbe('home', 'http://127.0.0.1:1/')], {
    queuedMs: [10_000, 20_000, 30_000, 40_000, 50_000],
  });
  const credentials = () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
  const queue = { url: `${url}/123456789012/ticks`, region: 'eu-west-1', credentials, send: createOutgoing() };
  const problem = await queueTicks(queue, shard, TICK_MS, TICK_MS + 2_500).then(
    () => undefined,
    (error: Error) => error,
  );
  const sent = seen.map(({ body }) => (JSON.parse(body.toString()) as { Entries: { MessageBody: string }[] }).Entries);
  return {
    problem,
    ticks: sent.map((entries) => entries.map((one) => JSON.parse(one.MessageBody).tick.slice(17, 19))),
  };
}

const json = (value: object): ScriptedAnswer => ({ status: 200, body: Buffer.from(JSON.stringify(value)) });
const ALL = ['10', '20', '30', '40', '50'];

test('a queue that fails for a moment costs no minute: the ticks are sent again', async () => {
  for (const trouble of [{ status: 503 }, 'reset', { status: 429 }] as const) {
    const { problem, ticks } = await sendTo([trouble, json({ Successful: [] })]);
    expect(problem).toBeUndefined();
    expect(ticks).toEqual([ALL, ALL]);
  }
});

test('of a batch that was taken in part, only the rest is sent again', async () => {
  const failed = [
    { Id: '1', SenderFault: false, Code: 'InternalError' },
    { Id: '3', SenderFault: false, Code: 'InternalError' },
  ];
  const { problem, ticks } = await sendTo([json({ Failed: failed }), json({ Successful: [] })]);
  expect(problem).toBeUndefined();
  expect(ticks).toEqual([ALL, ['20', '40']]);
});

test('`PW6003`: what the queue refuses is not sent again, and is told with its words', async () => {
  const denied = { __type: 'com.amazonaws.sqs#AccessDenied', message: 'not yours' };
  const { problem, ticks } = await sendTo([{ status: 403, body: Buffer.from(JSON.stringify(denied)) }]);
  expect(ticks).toHaveLength(1);
  expect(problem?.message).toMatch(/^PW6003: 5 ticks of the next minute .*403.*not yours/);
  const refused = await sendTo([json({ Failed: [{ Id: '4', SenderFault: true, Code: 'Invalid', Message: 'no' }] })]);
  expect(refused.ticks).toHaveLength(1);
  expect(refused.problem?.message).toMatch(/^PW6003: 1 tick of the next minute .*Invalid no/);
});

test('a queue that goes on failing is given up', async () => {
  const { problem, ticks } = await sendTo([{ status: 500 }]);
  expect(ticks.length).toBeGreaterThan(1);
  expect(problem?.message).toMatch(/^PW6003: 5 ticks/);
});
