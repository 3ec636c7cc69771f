import { expect, test } from 'vitest';
import { createHandshakeGate } from '../../../functions/engine/handshake-gate.ts';
import { NEVER, TICK_MS, tinyEngine } from '../../support/tiny-engine.ts';
import { probeOf } from '../../support/tiny-kind.ts';

const LONG_MS = 60_000;

/** Whether a promise has resolved once all that is ready has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

test('two handshakes at once; the third starts when one is over, and saying so twice changes nothing', async () => {
  const gate = createHandshakeGate({ atOnce: 2, leaseMs: LONG_MS });
  const [first, second] = await Promise.all([gate.enter(NEVER), gate.enter(NEVER)]);
  const third = gate.enter(NEVER);
  const fourth = gate.enter(NEVER);
  expect(await isSettled(third)).toBe(false);
  first.done();
  first.done();
  const entered = await third;
  expect(await isSettled(fourth)).toBe(false);
  second.done();
  entered.done();
  (await fourth).done();
});

test('a handshake that hangs frees its place after its lease', async () => {
  const gate = createHandshakeGate({ atOnce: 1, leaseMs: 5 });
  await gate.enter(NEVER);
  const second = await gate.enter(NEVER);
  second.done();
});

test('whoever runs out of time while waiting goes on at once and takes no place', async () => {
  const gate = createHandshakeGate({ atOnce: 1, leaseMs: LONG_MS });
  const first = await gate.enter(NEVER);
  const over = new AbortController();
  const waiting = gate.enter(over.signal);
  const behind = gate.enter(NEVER);
  over.abort();
  (await waiting).done();
  (await gate.enter(over.signal)).done();
  expect(await isSettled(behind)).toBe(false);
  first.done();
  (await behind).done();
});

test('a prober that never says that its handshake is over gives its place back when its attempt ends', async () => {
  const engine = tinyEngine(
    async (_target, _settings, run) => {
      await run.handshake();
      return { status: 200 };
    },
    { limits: { handshakes: 1, handshakeLeaseMs: LONG_MS } },
  );
  const results = await Promise.all(['a', 'b', 'c'].map((name) => engine.run(probeOf({ name }), TICK_MS, NEVER)));
  expect(results.map(({ outcome }) => outcome)).toEqual(['up', 'up', 'up']);
});

test('the time spent waiting for a place is ours, and does not use up the timeout', async () => {
  const engine = tinyEngine(
    async (target, _settings, run) => {
      const { done } = await run.handshake();
      if (target === 'slow') await new Promise((resolve) => setTimeout(resolve, 120));
      done();
      return { status: run.signal.aborted ? 500 : 200 };
    },
    { limits: { handshakes: 1, handshakeLeaseMs: LONG_MS } },
  );
  const slow = engine.run(probeOf({ name: 'slow', target: 'slow' }), TICK_MS, NEVER);
  const waits = engine.run(probeOf({ name: 'waits', timeoutMs: 40 }), TICK_MS, NEVER);
  expect((await slow).outcome).toBe('up');
  expect((await waits).attempts[0]?.steps[0]?.observation.facts).toMatchObject({ status: 200 });
});
