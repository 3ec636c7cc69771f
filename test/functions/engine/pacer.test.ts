import { expect, test } from 'vitest';
import { createCpuBudget } from '../../../functions/engine/cpu-budget.ts';
import { createPacer } from '../../../functions/engine/pacer.ts';
import { systemClock } from '../../../functions/engine/system-clock.ts';
import { NEVER, TICK_MS, tinyEngine } from '../../support/tiny-engine.ts';
import { probeOf } from '../../support/tiny-kind.ts';

/** Counts the turns of the event loop while the work goes on. */
async function withTurns(work: (turn: () => number) => Promise<unknown>): Promise<void> {
  let turns = 0;
  let over = false;
  const count = () => {
    turns += 1;
    if (!over) setImmediate(count);
  };
  setImmediate(count);
  await work(() => turns).finally(() => {
    over = true;
  });
}

test('of 200 runs asked for at once, no two start in the same turn of the event loop, and they start in the order asked', async () => {
  const starts: { probe: string; turn: number }[] = [];
  await withTurns((turn) => {
    const engine = tinyEngine((target) => {
      starts.push({ probe: target, turn: turn() });
      return { status: 200 };
    });
    const probes = Array.from({ length: 200 }, (_, index) => probeOf({ name: `p${index}`, target: `${index}` }));
    return Promise.all(probes.map((probe) => engine.run(probe, TICK_MS, NEVER)));
  });
  expect(starts.map(({ probe }) => probe)).toEqual(Array.from({ length: 200 }, (_, index) => `${index}`));
  expect(new Set(starts.map(({ turn }) => turn)).size).toBe(200);
});

test('a run that hangs does not hold back the starts of the others', async () => {
  const done = new Set<string>();
  const hanging = Promise.withResolvers<void>();
  const engine = tinyEngine(async (target) => {
    if (target === 'hangs') await hanging.promise;
    done.add(target);
    return { status: 200 };
  });
  const first = engine.run(probeOf({ name: 'first', target: 'hangs' }), TICK_MS, NEVER);
  await Promise.all(['a', 'b', 'c'].map((name) => engine.run(probeOf({ name, target: name }), TICK_MS, NEVER)));
  expect([...done]).toEqual(['a', 'b', 'c']);
  hanging.resolve();
  await first;
});

test('a start waits for CPU time, is told how long, and later ones do not overtake it', async () => {
  const waits = [5, 5, 0, 0];
  const pacer = createPacer({ clock: systemClock, waitMs: () => waits.shift() ?? 0, maxHoldMs: 10_000 });
  const order: string[] = [];
  const admitted = async (name: string) => {
    const heldMs = await pacer.admit(NEVER);
    order.push(name);
    return heldMs;
  };
  const [first] = await Promise.all([admitted('first'), admitted('second')]);
  expect(order).toEqual(['first', 'second']);
  expect(first).toBeGreaterThanOrEqual(9);
});

test('without any CPU time left, starts are held back only up to the bound', async () => {
  const pacer = createPacer({ clock: systemClock, waitMs: () => Number.MAX_SAFE_INTEGER, maxHoldMs: 20 });
  const held = await Promise.all([pacer.admit(NEVER), pacer.admit(NEVER), pacer.admit(NEVER)]);
  for (const heldMs of held) expect(heldMs).toBeGreaterThanOrEqual(20);
});

test('whoever stops waiting leaves the queue, and the next one starts', async () => {
  const pacer = createPacer({ clock: systemClock, waitMs: () => 0, maxHoldMs: 20 });
  const leaving = new AbortController();
  const first = pacer.admit(leaving.signal);
  const second = pacer.admit(NEVER);
  leaving.abort(new Error('no time'));
  await expect(first).rejects.toThrow('no time');
  expect(await second).toBeGreaterThanOrEqual(0);
  await expect(pacer.admit(leaving.signal)).rejects.toThrow('no time');
});

test('the time for which a start was held back is in the result, and not in its duration', async () => {
  let cpu = 0;
  const engine = tinyEngine(() => ({ status: 200, durationMs: 1 }), {
    cpuMs: () => {
      cpu += 1_000;
      return cpu;
    },
    limits: { maxHoldMs: 25 },
  });
  const result = await engine.run(probeOf(), TICK_MS, NEVER);
  expect(result.heldMs).toBeGreaterThanOrEqual(25);
  expect(result.durationMs).toBe(1);
});

test('the CPU budget: saved up while idle to a bound, owed to a bound, refilled at its rate', () => {
  let wall = 0;
  let cpu = 0;
  const budget = createCpuBudget({ clock: { now: () => wall, elapsed: () => wall }, cpuMs: () => cpu, rate: 0.5 });
  expect(budget.waitMs()).toBe(0);
  cpu += 25;
  expect(budget.waitMs()).toBe(0);
  cpu += 10;
  expect(budget.waitMs()).toBe(20);
  wall += 20;
  expect(budget.waitMs()).toBe(0);
  wall += 1_000_000;
  expect(budget.waitMs()).toBe(0);
  cpu += 26;
  expect(budget.waitMs()).toBe(2);
  cpu += 1_000_000;
  expect(budget.waitMs()).toBe(250);
});
