import { join } from 'node:path';
import type { Place } from '../../lib/model/address.ts';
import { ASSET, VARIABLES } from '../../lib/model/deployment.ts';
import { BATCH_VERSION, type Batch } from '../../lib/model/journal.ts';
import type { ShardPlan } from '../../lib/model/shard.ts';
import { HandlerError } from './handler-error.ts';
import { readShardPlan, runShardPlan } from './shard.ts';
import { type ProbeEvent, readTick, type Tick } from './tick-event.ts';
import type { Kept, TickKeeper } from './tick-keeper.ts';

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

/** What became of a tick; nobody but a person who invokes by hand reads it. */
export interface TickSummary {
  readonly shard: string;
  readonly tick: string;
  readonly results: number;
  /** `exists`: another invocation had written the same tick. `taken`: another had claimed it. */
  readonly outcome: Kept | 'taken' | 'missed';
  /** Present when the event named another plan than the asset's, which is the one that was run. */
  readonly eventPlan?: string;
}

/** Of the time that is left, what is kept for writing and delivering; of a short time a third. */
const CLOSING_MS = 5_000;

/**
 * What a probe function does with a tick: claims it where its shard says so, runs the shard's probes, and has their results journalled or delivered.
 * What a warm function needs again is kept: shards, connections, secrets, sinks. Only what the first run needs is loaded at the start.
 */
export function createHandler({ env, folder }: HandlerParts) {
  const location = variable(env, VARIABLES.location);
  const place = variable(env, VARIABLES.place) as Place;
  const maxAgeMs = Number(variable(env, VARIABLES.maxAge)) * 1000;
  const shards = new Map<string, ShardPlan>();
  let opening: Promise<TickKeeper> | undefined;

  /** Loaded while probes run, unless something must be done before. */
  const keeperOf = (): Promise<TickKeeper> => {
    opening ??= import('./tick-keeper.ts').then(({ openTickKeeper }) => openTickKeeper({ env, folder, location }));
    return opening;
  };

  async function shardNamed(name: string): Promise<ShardPlan> {
    const shard = shards.get(name) ?? (await readAssetShard(join(folder, ASSET.shard(name))));
    shards.set(name, shard);
    return shard;
  }

  function run(shard: ShardPlan, { tickMs }: Tick, context: InvocationContext): Promise<Batch> {
    const leftMs = context.getRemainingTimeInMillis();
    const running = runShardPlan(shard, {
      location,
      place,
      tickMs,
      secrets: async (name) => await (await keeperOf()).secrets(name),
      deadlineMs: leftMs - Math.min(CLOSING_MS, leftMs / 3),
      memoryMb: Number(context.memoryLimitInMB),
    });
    void keeperOf().then((keeper) => keeper.prepare(shard), ignore);
    return running;
  }

  return async (event: ProbeEvent, context: InvocationContext): Promise<TickSummary> => {
    const tick = readTick(event);
    const shard = await shardNamed(tick.shard);
    const { tickMs } = tick;
    const about = { location, tickMs, shard: shard.shard };
    const other = tick.plan !== shard.plan.hash && { eventPlan: tick.plan };
    const summary = { shard: tick.shard, tick: new Date(tickMs).toISOString(), results: 0, ...other };
    const queuing = !tick.queued && shard.queuedMs.length > 0 ? (await keeperOf()).queueNext(shard, tickMs) : undefined;
    if (shard.claims && (await (await keeperOf()).claim(about)) === 'taken') {
      await queuing;
      return { ...summary, outcome: 'taken' };
    }
    const isLate = Date.now() - tickMs > maxAgeMs;
    const missed: Batch = { version: BATCH_VERSION, ...about, plan: shard.plan.hash, results: [], missed: 'too-old' };
    const batch = isLate ? missed : await run(shard, tick, context);
    const kept = await (await keeperOf()).keep(batch, shard, () => context.getRemainingTimeInMillis());
    await queuing;
    return { ...summary, results: batch.results.length, outcome: isLate ? 'missed' : kept };
  };
}

async function readAssetShard(path: string): Promise<ShardPlan> {
  try {
    return await readShardPlan(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new HandlerError('PW6001', `${why} Function and schedules are of different deploys: deploy again.`, {
      cause: error,
    });
  }
}

function variable(env: HandlerParts['env'], name: string): string {
  const value = env[name];
  if (value) return value;
  throw new HandlerError('PW6004', `The variable ${name} is not set: the deploy sets it. Deploy again.`);
}

function ignore(): void {
  // What fails while probes run fails again when it is needed.
}
