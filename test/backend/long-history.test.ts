import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeFolder } from '../support/folder.ts';
import { type History, makeHistory, STEP_MS } from '../support/long-history.ts';
import {
  blocksByResolution,
  compactOnce,
  type QueryAnswer,
  type StartedStack,
  startTestStack,
} from '../support/started-stack.ts';

const DAY_MS = 86_400_000;
const DAYS = 20;
const PROBES = 5;
/** A multiple of two days, and long over. */
const END_MS = Math.floor(Date.UTC(2026, 9, 1) / (2 * DAY_MS)) * 2 * DAY_MS;
const SEED = 20_261_122;

const sumOf = (what: 'good' | 'counted', days: number) =>
  `sum by (probe) (sum_over_time(probe_run_${what}{correction="none"}[${days}d]))`;

function truths(history: History, days: number, what: 'good' | 'counted'): ReadonlyMap<string, number> {
  return new Map(
    Array.from({ length: PROBES }, (_, probe) => [
      `probe-${probe}`,
      history.truth(probe, END_MS - days * DAY_MS, END_MS)[what],
    ]),
  );
}

async function ask(stack: StartedStack, query: string, resolution = '0s'): Promise<QueryAnswer> {
  const answer = await stack.ask(query, END_MS, { max_source_resolution: resolution });
  expect([answer.status, answer.error, answer.warnings]).toEqual([200, undefined, []]);
  return answer;
}

test(`availability over weeks is the truth, merged and downsampled, and a store that dies makes it fail loudly (seed ${SEED})`, async () => {
  const folder = await makeFolder();
  const bucket = join(folder, 'objects', 'metrics');
  const history = await makeHistory({
    seed: SEED,
    days: DAYS,
    probes: PROBES,
    endMs: END_MS,
    bucket,
    work: join(folder, 'work'),
  });
  expect(history.blocks).toBe(DAYS * 12);
  const stack = await startTestStack(folder);
  onTestFinished(() => stack.stack.stop());
  await compactOnce(stack);
  const kinds = await blocksByResolution(bucket);
  expect([kinds.get(0), kinds.get(300_000)]).toEqual([expect.any(Number), expect.any(Number)]);
  expect(kinds.get(0)).toBeLessThan(history.blocks / 4);
  // As new: what it knew of blocks that were merged is gone.
  const store = stack.stack.parts.find(({ part }) => part.name === 'store');
  process.kill(store?.pid ?? 0, 'SIGKILL');
  await expect.poll(async () => [store?.restarts, store?.state], { timeout: 30_000 }).toEqual([1, 'ready']);
  await expect
    .poll(
      async () =>
        (await stack.ask('vector(1)', END_MS)).status === 200 &&
        (await stack.ask(sumOf('good', 1), END_MS)).values.size,
      { timeout: 30_000 },
    )
    .toBe(PROBES);

  for (const days of [1, 7, DAYS - 1]) {
    expect((await ask(stack, sumOf('good', days))).values).toEqual(truths(history, days, 'good'));
    expect((await ask(stack, sumOf('counted', days))).values).toEqual(truths(history, days, 'counted'));
    const availability = await ask(stack, `${sumOf('good', days)} / ${sumOf('counted', days)}`);
    for (const [probe, value] of availability.values) {
      const truth =
        (truths(history, days, 'good').get(probe) ?? 0) / (truths(history, days, 'counted').get(probe) ?? 1);
      expect(Math.abs(value - truth)).toBeLessThan(1e-9);
    }
    // Downsampled, the edges of a window may be off by a bucket of five minutes: at each edge a tick of each of three locations.
    const downsampled = await ask(stack, sumOf('counted', days), '5m');
    for (const [probe, value] of downsampled.values) {
      const truth = truths(history, days, 'counted').get(probe) ?? 0;
      expect(Math.abs(value - truth)).toBeLessThanOrEqual(2 * 3 * (300_000 / STEP_MS));
    }
  }

  await store?.stop();
  await expect.poll(async () => (await stack.ask(sumOf('good', 7), END_MS)).status, { timeout: 60_000 }).not.toBe(200);
  const dead = await stack.ask(sumOf('good', DAYS), END_MS);
  expect([dead.values.size, dead.error]).toEqual([0, expect.stringMatching(/store|connect|refused/i)]);
}, 240_000);
