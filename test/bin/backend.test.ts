import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { BackendState } from '../../bin/text/backend.ts';
import { startCommand } from '../support/command.ts';
import { makeFolder } from '../support/folder.ts';
import { startTarget, until } from '../support/local-runner.ts';

/** The real launcher with `backend up` in a folder of its own, whose probes look at a server of this process every ten seconds. */
async function startBackend(folder: string) {
  const target = await startTarget();
  await mkdir(join(folder, 'probes'), { recursive: true });
  const probes = Array.from(
    { length: 10 },
    (_, index) => `  - { name: shop-${index}, kind: http, target: '${target.url}', interval: 10s }`,
  );
  probes.push(`  - { name: broken, kind: http, target: 'http://127.0.0.1:1/', interval: 10s }`);
  await writeFile(join(folder, 'probes', 'shop.probe.yaml'), `probes:\n${probes.join('\n')}\n`);
  const options = ['--ports', 'free', '--listen', '127.0.0.1:0', '--settle', '5s'];
  const up = startCommand(folder, ['backend', 'up', ...options]);
  onTestFinished(async () => {
    // The launcher itself is killed by whoever started it; its programs are not.
    await startCommand(folder, ['backend', 'down']).ended;
  });
  const [, query = ''] = await up.print(/Query at (http:\/\/[\d.:]+)/);
  const state = async (): Promise<BackendState> => {
    const { ended, out } = startCommand(folder, ['backend', 'status', '--json']);
    await ended;
    return JSON.parse(out() || '{"parts":[],"keeper":{"state":"none"}}') as BackendState;
  };
  const counted = async (atMs: number, range: string): Promise<number> => {
    const search = new URLSearchParams({
      query: `sum(sum_over_time(probe_run_counted[${range}]))`,
      time: String(atMs / 1000),
    });
    const answer = (await (await fetch(`${query}/api/v1/query?${search}`)).json()) as QueryAnswer;
    expect(answer.warnings ?? []).toEqual([]);
    return Number(answer.data.result[0]?.value[1] ?? 0);
  };
  return { up, state, counted, folder };
}

interface QueryAnswer {
  readonly warnings?: readonly string[];
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

const isWhole = ({ keeper, parts }: BackendState) =>
  keeper.state === 'ready' && parts.length > 0 && parts.every(({ state }) => state === 'ready');

test('every program is killed and every disk wiped: what the journal holds is in every answer again', async () => {
  const { up, state, counted, folder } = await startBackend(await makeFolder());
  const [, traces] = await up.print(/traces at (http:\/\/[\d.:]+)/);
  await until(async () => isWhole(await state()));
  const before = Date.now();
  await until(async () => (await counted(Date.now(), '10m')) >= 20);
  const killed = Date.now();
  const runs = await counted(killed, '10m');
  // The run that is down is a trace as well.
  const search = new URLSearchParams({ service: 'probewright', limit: '50' });
  await until(async () => {
    const { data } = (await (await fetch(`${traces}/api/traces?${search}`)).json()) as { data: readonly object[] };
    return data.length > 0;
  });
  const data = join(folder, '.probewright', 'backend', 'data');
  const { parts } = await state();
  expect(parts.map(({ name }) => name)).toContain('ruler');
  for (const { pid } of parts) if (pid !== undefined) process.kill(pid, 'SIGKILL');
  for (const part of await readdir(data)) {
    for (const entry of await readdir(join(data, part))) {
      await rm(join(data, part, entry), { recursive: true, force: true });
    }
  }
  await until(async () => {
    const now = await state();
    return isWhole(now) && now.parts.every(({ restarts }) => restarts > 0);
  });
  // Asked as of the kill, the stores that began empty know what they knew.
  await until(async () => (await counted(killed, '10m')) >= runs);
  expect(await counted(killed, '10m')).toBe(runs);
  expect(before).toBeLessThan(killed);
  expect(up.out()).toContain('Fills metrics from the journal');
}, 180_000);

test('`down` stops every program, keeps what lasts, and a second `up` begins with it', async () => {
  const folder = await makeFolder();
  const first = await startBackend(folder);
  await until(async () => isWhole(await first.state()));
  await until(async () => (await first.counted(Date.now(), '10m')) >= 10);
  const asOf = Date.now();
  const runs = await first.counted(asOf, '10m');
  const pids = (await first.state()).parts.flatMap(({ pid }) => pid ?? []);
  const second = startCommand(folder, ['backend', 'up', '--ports', 'free']);
  expect([await second.ended, second.err()]).toEqual([2, expect.stringContaining('runs in')]);
  expect(await startCommand(folder, ['backend', 'down']).ended).toBe(0);
  expect(await first.up.ended).toBe(0);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  const again = await startBackend(folder);
  await until(async () => isWhole(await again.state()));
  expect(await again.counted(asOf, '10m')).toBe(runs);
}, 180_000);

test('what an `up` that was killed left behind is ended by the next', async () => {
  const folder = await makeFolder();
  const first = await startBackend(folder);
  await until(async () => isWhole(await first.state()));
  const { parts } = await first.state();
  first.up.child.kill('SIGKILL');
  await first.up.ended;
  const orphans = parts.flatMap(({ pid }) => pid ?? []);
  for (const pid of orphans) expect(process.kill(pid, 0)).toBe(true);
  const again = await startBackend(folder);
  await until(async () => isWhole(await again.state()));
  for (const pid of orphans) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
}, 180_000);

test.each([
  [['backend'], /takes up, status, logs or down/],
  [['backend', 'up', '--horizon', '1h', '-d', '.'], /at least 6 h/],
  [['backend', 'up', '--store', 's3://probes', '-d', '.'], /--s3-region/],
  [['backend', 'up', '--s3-region', 'eu-west-1', '-d', '.'], /go with --store/],
  [['backend', 'up', '--ports', '9090', '-d', '.'], /usual or free/],
  [['backend', 'up'], /no definitions/],
  [['backend', 'status', 'prometheus'], /takes no/],
  [['backend', 'logs', 'nothing'], /no log of 'nothing'/],
])('%j is wrong input, in words', async (args, words) => {
  const { ended, err } = startCommand(await makeFolder(), args);
  expect([await ended, err()]).toEqual([2, expect.stringMatching(words)]);
});

test('`status` without a backend says how to start one', async () => {
  const { ended, err } = startCommand(await makeFolder(), ['backend', 'status']);
  expect([await ended, err()]).toEqual([1, expect.stringContaining('backend up')]);
});
