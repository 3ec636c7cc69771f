import { setTimeout as pause } from 'node:timers/promises';
import type { InstalledChain } from './installed-chain.ts';
import type { Disturbance } from './sandbox-process.ts';
import { fire, isDue, type Schedule } from './ticker.ts';

const MINUTE_MS = 60_000;

export interface ChainRun {
  /** Of the first tick; a whole minute. */
  readonly firstTickMs: number;
  readonly ticks: number;
  /** From one tick to the next by the clock on the wall: a minute, or less in compressed time. */
  readonly paceMs: number;
  /** Ticks during which no receiver answers. */
  readonly outage: readonly [from: number, to: number];
  /** By tick and place in the list of shards: what happens to that invocation. */
  readonly disturbances: readonly { readonly tick: number; readonly shard: number; readonly what: Disturbance }[];
  /** Fired twice, at the same time. */
  readonly doubled: readonly { readonly tick: number; readonly shard: number }[];
  /** A tick that comes far too late, to every shard. */
  readonly lateTickMs: number;
}

/** Schedules that run probes. */
export function shardSchedules({ schedules }: Pick<InstalledChain, 'schedules'>): Schedule[] {
  return schedules.filter(({ input }) => input.includes('"shard"')).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Fires what is due, tick by tick, and resolves when every invocation is over and the shipper has had its last look. */
export async function runChain(chain: InstalledChain, run: ChainRun, say: (line: string) => void): Promise<void> {
  const { cloud, gate, schedules } = chain;
  const shards = shardSchedules(chain);
  const disturbed = new Map(
    run.disturbances.map(({ tick, shard, what }) => [
      eventKey(shards[shard], run.firstTickMs + tick * MINUTE_MS),
      what,
    ]),
  );
  cloud.lambda.disturb(({ function: name, event }) => {
    const key = `${name} ${JSON.parse(event).shard} ${JSON.parse(event).tick}`;
    const what = disturbed.get(key);
    disturbed.delete(key);
    return what;
  });
  let fired = 0;
  const fireOne = (schedule: Schedule, tickMs: number) => {
    fired += 1;
    return fire(cloud.emulator, schedule, tickMs);
  };
  const beganMs = performance.now();
  for (let tick = 0; tick < run.ticks; tick += 1) {
    const tickMs = run.firstTickMs + tick * MINUTE_MS;
    gate.open = tick < run.outage[0] || tick >= run.outage[1];
    for (const schedule of schedules.filter(({ expression }) => isDue(expression, tickMs)))
      await fireOne(schedule, tickMs);
    for (const { shard } of run.doubled.filter((one) => one.tick === tick)) {
      const schedule = shards[shard];
      if (schedule) await fireOne(schedule, tickMs);
    }
    await pause(Math.max(0, beganMs + (tick + 1) * run.paceMs - performance.now()));
    say(`tick ${tick + 1} of ${run.ticks}: ${cloud.lambda.invocations.length} invocations are over`);
  }
  gate.open = true;
  for (const schedule of shards) await fireOne(schedule, run.lateTickMs);
  // Not a count of what has ended: the shipper's own invocations are in between.
  await until(() => endedOf(chain, shards) >= fired - others(schedules, shards, run));
  await until(async () => (await chain.queuedTicks()) === 0);
  const reconcile = schedules.find(({ name }) => name === 'reconcile');
  if (!reconcile) throw new Error('the hub has no schedule named reconcile');
  const before = reconciled(chain);
  await fire(cloud.emulator, reconcile, run.firstTickMs);
  await until(() => reconciled(chain) > before);
}

/** How many of the fired were no shards'. */
function others(schedules: readonly Schedule[], shards: readonly Schedule[], { firstTickMs, ticks }: ChainRun): number {
  let count = 0;
  for (let tick = 0; tick < ticks; tick += 1) {
    const due = schedules.filter(({ expression }) => isDue(expression, firstTickMs + tick * MINUTE_MS));
    count += due.filter((one) => !shards.includes(one)).length;
  }
  return count;
}

function endedOf({ cloud }: InstalledChain, shards: readonly Schedule[]): number {
  const names = new Set(shards.map(({ functionArn }) => functionArn.split(':').at(-1)));
  return cloud.lambda.invocations.filter((one) => names.has(one.function) && !one.event.includes('"Records"')).length;
}

function reconciled({ cloud }: InstalledChain): number {
  return cloud.lambda.invocations.filter(({ event }) => event === '{"reconcile":true}').length;
}

async function until(isDone: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isDone())) await pause(50);
}

function eventKey(schedule: Schedule | undefined, tickMs: number): string {
  if (!schedule) throw new Error('there is no such shard');
  const tick = `${new Date(tickMs).toISOString().slice(0, 19)}Z`;
  return `${schedule.functionArn.split(':').at(-1)} ${JSON.parse(schedule.input).shard} ${tick}`;
}

function keyOf({ region, name }: Schedule): string {
  return `${region} ${name}`;
}
