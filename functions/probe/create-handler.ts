import { join } from 'node:path';
import type { Place } from '../../lib/model/address.ts';
import { ASSET, VARIABLES } from '../../lib/model/deployment.ts';
import type { Batch } from '../../lib/model/journal.ts';
import type { ShardPlan } from '../../lib/model/shard.ts';
import { readShardPlan, runShardPlan } from './shard.ts';
import { type ProbeEvent, readTick, type TickName } from './tick-event.ts';
import type { TickKeeper, TickSummary } from './tick-keeper.ts';

/** What Lambda tells of an invocation. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
  readonly memoryLimitInMB: string | number;
}

export interface HandlerParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the asset's files are. */
  readonly folder: string;
}

/** Of the time that is left, what is kept for writing and delivering; of a short time a third. */
const CLOSING_MS = 6_000;

/**
 * What a probe function does with a tick: claims it where its shard says so, runs the shard's probes, and has their results journalled or delivered.
 * What a warm function needs again is kept: shards, connections, secrets, sinks. Only what the first run needs is loaded at the start.
 *
 * The handler throws HandlerError, and what a store says that fails.
 */
export function createHandler({ env, folder }: HandlerParts) {
  const shards = new Map<string, ShardPlan>();
  let opening: Promise<TickKeeper> | undefined;

  /** Loaded while probes run, unless something must be done before. What failed once may not fail again. */
  function keeperOf(): Promise<TickKeeper> {
    opening ??= import('./tick-keeper.ts').then(({ openTickKeeper }) => openTickKeeper(env, folder));
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  }

  async function shardNamed(name: string): Promise<ShardPlan> {
    const shard = shards.get(name) ?? (await readShardPlan(join(folder, ASSET.shard(name))).catch(refuseShard));
    shards.set(name, shard);
    return shard;
  }

  async function variable(name: string): Promise<string> {
    return env[name] || (await import('../../lib/model/handler-faults.ts')).neededVariable(env, name);
  }

  async function run(shard: ShardPlan, about: TickName, context: InvocationContext): Promise<Batch> {
    const place = (await variable(VARIABLES.place)) as Place;
    const leftMs = context.getRemainingTimeInMillis();
    const running = runShardPlan(shard, {
      ...about,
      place,
      secrets: async (name) => await (await keeperOf()).secrets(name),
      deadlineMs: leftMs - Math.min(CLOSING_MS, leftMs / 3),
      memoryMb: Number(context.memoryLimitInMB),
    });
    // What fails meanwhile fails again when it is needed.
    keeperOf()
      .then((keeper) => keeper.prepare(shard))
      .catch(() => undefined);
    return await running;
  }

  return async (event: ProbeEvent, context: InvocationContext): Promise<TickSummary> => {
    const tick = readTick(event);
    if (!tick) throw (await import('./refusals.ts')).invalidEvent(event);
    const shard = await shardNamed(tick.shard);
    const about = { location: await variable(VARIABLES.location), tickMs: tick.tickMs, shard: shard.shard };
    const isLate = Date.now() - tick.tickMs > Number(await variable(VARIABLES.maxAge)) * 1000;
    // What needs nothing beforehand begins before anything more is loaded.
    const isPlain = !isLate && !shard.claims && (tick.queued || shard.queuedMs.length === 0);
    const begun = isPlain || (await (await keeperOf()).begin(shard, tick, about));
    const batch = begun && !isLate ? await run(shard, about, context) : undefined;
    return await (await keeperOf()).end({
      shard,
      tick,
      about,
      begun,
      batch,
      leftMs: () => context.getRemainingTimeInMillis(),
    });
  };
}

async function refuseShard(error: unknown): Promise<never> {
  throw (await import('./refusals.ts')).unusableShard(error);
}
