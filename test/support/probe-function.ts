import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHandler } from '../../functions/probe/create-handler.ts';
import type { TickSummary } from '../../functions/probe/tick-keeper.ts';
import { ASSET, VARIABLES } from '../../lib/model/deployment.ts';
import type { DeliverySettings } from '../../lib/model/installation.ts';
import type { HashedPlan } from '../../lib/model/plan.ts';
import type { ProbeOf } from '../../lib/model/probe.ts';
import { SHARD_VERSION, type ShardPlan } from '../../lib/model/shard.ts';
import type { Emulator } from './emulator.ts';
import { makeFolder } from './folder.ts';

export const LOCATION = 'eu';

/** A shard with its slice of a plan, as a deploy makes it. */
export function shardOf(probes: readonly ProbeOf<'http'>[], changes: Partial<ShardPlan> = {}): ShardPlan {
  const plan: HashedPlan['plan'] = { version: 1, id: 'shop', locations: [{ name: LOCATION }], probes, files: [] };
  const hash = createHash('sha256').update(JSON.stringify(plan)).digest('hex');
  const rest = { intervalMs: 60_000, claims: false, queuedMs: [] };
  return { version: SHARD_VERSION, shard: '1m-00', plan: { hash, plan }, ...rest, ...changes };
}

export interface ProbeFunctionOptions {
  readonly emulator: Emulator;
  /** Buckets that are there. */
  readonly journal: string;
  readonly spill: string;
  readonly shards: readonly ShardPlan[];
  readonly delivery?: DeliverySettings;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ProbeFunction {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Another instance of the function: a cold start. */
  start(): ReturnType<typeof createHandler>;
}

/** A probe function with its asset's files, in this process. */
export async function makeProbeFunction(options: ProbeFunctionOptions): Promise<ProbeFunction> {
  const { emulator, journal, spill, shards, delivery = { mode: 'journal' } } = options;
  const folder = await makeFolder();
  await mkdir(join(folder, 'shards'));
  await writeFile(join(folder, ASSET.delivery), JSON.stringify(delivery));
  for (const shard of shards) await writeFile(join(folder, ASSET.shard(shard.shard)), JSON.stringify(shard));
  const env = { ...functionEnv(emulator, journal, spill), ...options.env };
  return { folder, env, start: () => createHandler({ env, folder }) };
}

/** The variables that a stack sets, and those of Lambda itself. */
export function functionEnv(emulator: Emulator, journal: string, spill: string): Record<string, string> {
  return {
    ...emulator.env,
    [VARIABLES.location]: LOCATION,
    [VARIABLES.journalBucket]: journal,
    [VARIABLES.journalRegion]: emulator.region,
    [VARIABLES.spillBucket]: spill,
    [VARIABLES.secretPath]: '/shop/',
    [VARIABLES.place]: 'local',
    [VARIABLES.maxAge]: '120',
  };
}

/** As Lambda gives it, with so much time left. */
export function context(leftMs = 20_000, memoryMb = 1_769) {
  const endsMs = performance.now() + leftMs;
  return { getRemainingTimeInMillis: () => endsMs - performance.now(), memoryLimitInMB: String(memoryMb) };
}

/** What the Scheduler sends at the latest whole minute, or so many milliseconds before it. */
export function tickOf(
  shard: ShardPlan,
  earlierMs = 0,
): { event: { shard: string; plan: string; tick: string }; tickMs: number } {
  const tickMs = Math.floor(Date.now() / 60_000) * 60_000 - earlierMs;
  return {
    event: { shard: shard.shard, plan: shard.plan.hash, tick: `${new Date(tickMs).toISOString().slice(0, 19)}Z` },
    tickMs,
  };
}

export const outcomesOf = (summaries: readonly TickSummary[]) => summaries.map(({ outcome }) => outcome).sort();
