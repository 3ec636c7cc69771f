import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { createAttemptSignal } from '../../../functions/engine/attempt-signal.ts';
import { systemClock } from '../../../functions/engine/system-clock.ts';
import { NEVER, TICK_MS, tinyEngine } from '../../support/tiny-engine.ts';
import { probeOf } from '../../support/tiny-kind.ts';

/** A server on a thread of its own, which answers each byte at once, however busy this thread is; its port. */
async function startEcho(): Promise<number> {
  const worker = new Worker(
    `const { createServer } = require('node:net');
     const server = createServer((socket) => socket.on('error', () => {}).pipe(socket));
     server.listen(0, '127.0.0.1', () => require('node:worker_threads').parentPort.postMessage(server.address().port));`,
    { eval: true },
  );
  onTestFinished(async () => {
    await worker.terminate();
  });
  return new Promise((resolve) => worker.once('message', resolve));
}

function beBusy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('an answer that came in time counts, even when we were too busy to read it in time', async () => {
  const port = await startEcho();
  const engine = tinyEngine(async (_target, _settings, run) => {
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write('x');
    beBusy(150);
    const seen = await Promise.race([
      new Promise((resolve) => socket.once('data', () => resolve('answer'))),
      new Promise((resolve) => run.signal.addEventListener('abort', () => resolve('timeout'))),
    ]);
    socket.destroy();
    return seen === 'answer'
      ? { status: 200 }
      : { failure: { reason: 'response_timeout', phase: 'processing', message: '' } };
  });
  expect((await engine.run(probeOf({ timeoutMs: 100 }), TICK_MS, NEVER)).outcome).toBe('up');
});

test('the abort has a TimeoutError as its reason, or that of the outer signal', async () => {
  const timed = createAttemptSignal(NEVER, 5, systemClock);
  await new Promise((resolve) => timed.signal.addEventListener('abort', resolve));
  expect(timed.signal.reason).toMatchObject({ name: 'TimeoutError', message: 'not finished within 5 ms' });

  const outer = new AbortController();
  const stopped = createAttemptSignal(outer.signal, 60_000, systemClock);
  outer.abort('enough');
  expect(stopped.signal.reason).toBe('enough');
  stopped.dispose();
  expect(createAttemptSignal(outer.signal, 60_000, systemClock).signal.aborted).toBe(true);
});

test('time that is ours is not counted, however many wait at once', async () => {
  const time = createAttemptSignal(NEVER, 40, systemClock);
  const startMs = performance.now();
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  await Promise.all([time.pause(wait(100)), time.pause(wait(60))]);
  expect(time.signal.aborted).toBe(false);
  await new Promise((resolve) => time.signal.addEventListener('abort', resolve));
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(135);
});

test('once it is disposed of, it never aborts', async () => {
  const time = createAttemptSignal(NEVER, 1, systemClock);
  time.dispose();
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(time.signal.aborted).toBe(false);
});
