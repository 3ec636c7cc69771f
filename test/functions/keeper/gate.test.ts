import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createGate } from '../../../functions/keeper/gate.ts';
import type { Sink } from '../../../lib/model/delivery.ts';

const NOTHING = { samples: [], logs: [], spans: [] };

function countingSink() {
  const counted = { sent: 0 };
  const sink: Sink = {
    name: 'remote-write',
    async send() {
      counted.sent += 1;
      return { delivered: 3, rejected: [] };
    },
  };
  return { sink, counted };
}

const hasSettled = (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise((resolve) => setImmediate(() => resolve(false)))]);

test('a closed gate holds what comes until it is open, and it can be closed again', async () => {
  const { sink, counted } = countingSink();
  const gate = createGate();
  const guarded = gate.guard(sink);
  const first = guarded.send(NOTHING, new AbortController().signal);
  expect([guarded.name, await hasSettled(first), counted.sent]).toEqual(['remote-write', false, 0]);
  gate.open();
  expect(await first).toEqual({ delivered: 3, rejected: [] });
  gate.close();
  expect(await hasSettled(guarded.send(NOTHING, new AbortController().signal))).toBe(false);
  expect([gate.isOpen, counted.sent]).toEqual([false, 1]);
});

test('who is told to stop goes at once, and waits for another time', async () => {
  const { sink, counted } = countingSink();
  const stop = new AbortController();
  const sending = createGate().guard(sink).send(NOTHING, stop.signal);
  stop.abort();
  expect(await sending).toEqual({ delivered: 0, rejected: [], retry: { reason: 'a restore goes first' } });
  expect(counted.sent).toBe(0);
});

test('whose time is over stays until it is open, so that the next attempt is not put off any longer', async () => {
  const { sink, counted } = countingSink();
  const gate = createGate();
  const over = AbortSignal.timeout(1);
  const sending = gate.guard(sink).send(NOTHING, AbortSignal.any([over, new AbortController().signal]));
  await once(over, 'abort');
  expect(await hasSettled(sending)).toBe(false);
  gate.open();
  expect([(await sending).retry, counted.sent]).toEqual([{ reason: 'a restore goes first' }, 0]);
});

test('a gate that is stopped sends away whoever waits, also whose time is over', async () => {
  const { sink, counted } = countingSink();
  const gate = createGate();
  const over = AbortSignal.timeout(1);
  const sending = [AbortSignal.any([over]), new AbortController().signal].map((one) =>
    gate.guard(sink).send(NOTHING, one),
  );
  await once(over, 'abort');
  gate.stop();
  const answer = { delivered: 0, rejected: [], retry: { reason: 'a restore goes first' } };
  expect(await Promise.all(sending)).toEqual([answer, answer]);
  expect(counted.sent).toBe(0);
});
