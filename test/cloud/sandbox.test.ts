import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findCells } from '../support/cloud/control-groups.ts';
import type { FunctionVersion } from '../support/cloud/function-version.ts';
import { Sandbox } from '../support/cloud/sandbox.ts';

const HANDLER = `
let n = 0;
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const doings = {
  count: async (event, context) => ({ n: ++n, left: context.getRemainingTimeInMillis(), memory: context.memoryLimitInMB, arn: context.invokedFunctionArn, variable: process.env.OWN }),
  throw: async () => { throw new TypeError('boom'); },
  wait: async () => { console.log('waiting'); await wait(60_000); },
  exit: async () => process.exit(3),
  fill: async () => { const kept = []; for (;;) { kept.push(Buffer.alloc(8 * 1024 * 1024, 1)); await wait(1); } },
  spin: async () => { const from = process.cpuUsage(); const end = Date.now() + 1000; while (Date.now() < end); return process.cpuUsage(from).user / 1e6; },
};
export const handler = (event, context) => doings[event.do](event, context);
`;

const cells = findCells();
let folder: string;
let sandbox: Sandbox | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probewright-'));
  await writeFile(join(folder, 'index.mjs'), HANDLER);
  await writeFile(join(folder, 'broken.mjs'), "throw new Error('no beginning');");
});
afterEach(() => sandbox?.stop());
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(more: Partial<FunctionVersion> = {}): Promise<Sandbox> {
  sandbox = await Sandbox.start(
    {
      name: 'f',
      arn: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
      region: 'eu-west-1',
      handler: 'index.handler',
      timeoutSeconds: 20,
      memoryMb: 256,
      variables: { OWN: 'mine' },
      folder,
      ...more,
    },
    cells,
  );
  return sandbox;
}

const event = (what: string) => JSON.stringify({ do: what });

describe(`a sandbox of Lambda (${cells.imposed ? 'with limits of memory and processor' : cells.why})`, () => {
  test('keeps its process between events, frozen while it has none', async () => {
    const one = await start();
    const first = await one.invoke(event('count'));
    expect(first).toMatchObject({ ending: 'answered', cold: true });
    expect(JSON.parse(first.payload)).toMatchObject({
      n: 1,
      memory: '256',
      arn: 'arn:aws:lambda:eu-west-1:123456789012:function:f',
      variable: 'mine',
    });
    expect(JSON.parse(first.payload).left).toBeGreaterThan(10_000);
    await expect.poll(() => one.frozen).toBe(true);
    const second = await one.invoke(event('count'));
    expect(second).toMatchObject({ ending: 'answered', cold: false });
    expect(JSON.parse(second.payload).n).toBe(2);
  });

  test("hands on the handler's own error, and goes on", async () => {
    const one = await start();
    const thrown = await one.invoke(event('throw'));
    expect(thrown.ending).toBe('thrown');
    expect(JSON.parse(thrown.payload)).toMatchObject({ errorType: 'TypeError', errorMessage: 'boom' });
    expect((await one.invoke(event('count'))).ending).toBe('answered');
  });

  test('ends what takes longer than its time, and is gone with it', async () => {
    const one = await start({ timeoutSeconds: 1 });
    const ended = await one.invoke(event('wait'));
    expect(ended.ending).toBe('timeout');
    expect(JSON.parse(ended.payload).errorMessage).toMatch(/Task timed out after 1\.00 seconds$/);
    expect(ended.durationMs).toBeGreaterThanOrEqual(1000);
    expect(one.usable).toBe(false);
    expect(one.log).toContain('waiting');
  });

  test('tells of a process that ended itself', async () => {
    const one = await start();
    const ended = await one.invoke(event('exit'));
    expect(ended.ending).toBe('exit');
    expect(JSON.parse(ended.payload).errorMessage).toMatch(/Runtime exited with error: exit status 3$/);
    expect(one.usable).toBe(false);
  });

  test('tells of a module that does not load', async () => {
    const one = await start({ handler: 'broken.handler' });
    const ended = await one.invoke(event('count'));
    expect(ended.ending).toBe('init-error');
    expect(JSON.parse(ended.payload).errorMessage).toContain('no beginning');
    expect(one.usable).toBe(false);
  });

  test.each([
    ['crash', 'exit'],
    ['stall', 'timeout'],
    ['out-of-memory', cells.imposed ? 'out-of-memory' : 'exit'],
  ] as const)('a running invocation can be disturbed: %s', async (disturbance, ending) => {
    const one = await start({ timeoutSeconds: 2 });
    expect((await one.invoke(event('count'))).ending).toBe('answered');
    const what = disturbance === 'out-of-memory' ? 'fill' : 'wait';
    expect((await one.invoke(event(what), disturbance)).ending).toBe(ending);
    expect(one.usable).toBe(false);
  });

  test(cells.imposed ? 'is ended by the kernel when it takes more than its memory' : `says: ${cells.why}`, async () => {
    const one = await start({ memoryMb: 128 });
    if (!cells.imposed) expect(cells.why).toMatch(/^no limits of memory and processor: these tests run as /);
    else expect((await one.invoke(event('fill'))).ending).toBe('out-of-memory');
  });

  test(cells.imposed ? 'has the share of a processor that its memory buys' : 'has the whole processor', async () => {
    const one = await start({ memoryMb: 442 });
    const { payload } = await one.invoke(event('spin'));
    // A quarter of one, and a period more at each end.
    if (cells.imposed) expect(Number(payload)).toBeLessThan(0.45);
    else expect(Number(payload)).toBeGreaterThan(0);
  });
});
