import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { changesSomething } from '../../lib/model/changes-something.ts';
import { ASSET } from '../../lib/model/deployment.ts';
import type { DeliverySettings } from '../../lib/model/installation.ts';
import { BATCH_VERSION, type Batch, journalKey } from '../../lib/model/journal.ts';
import type { ShardPlan } from '../../lib/model/shard.ts';
import { claimTick } from '../journal/object-claims.ts';
import { type FunctionServices, logTrouble, openServices, wordsOf } from './function-services.ts';
import type { Tick, TickName } from './tick-event.ts';
import { queueTicks } from './tick-queue.ts';

/** `delivered`: every sink has it; nothing is journalled. `spilled`: it waits in the region's own bucket for the sweeper. */
export type Kept = 'written' | 'exists' | 'delivered' | 'spilled';

/** What became of a tick; nobody but a person who invokes by hand reads it. */
export interface TickSummary {
  readonly shard: string;
  readonly tick: string;
  readonly results: number;
  /** `exists`: another invocation had written the same tick. `taken`: another had claimed it. `missed`: it was too old to be run. */
  readonly outcome: Kept | 'taken' | 'missed';
  /** Present when the event named another plan than the asset's, which is the one that was run. */
  readonly eventPlan?: string;
}

export interface TickEnd {
  readonly shard: ShardPlan;
  readonly tick: Tick;
  readonly about: TickName;
  /** False when another invocation has claimed the tick. */
  readonly begun: boolean;
  /** Undefined when the probes were not run. */
  readonly batch: Batch | undefined;
  /** Milliseconds until the invocation is ended from outside. */
  readonly leftMs: () => number;
}

/** How results are kept: by the journal alone, or by delivering them. */
export interface Keeping {
  /** What can be done before the results are there. */
  prepare(shard: ShardPlan): Promise<void>;
  /** Resolves when the batch is journalled, or every sink has it; throws when neither could be done. */
  keep(batch: Batch, shard: ShardPlan, leftMs: () => number): Promise<Kept>;
}

/** All that a probe function does beside running probes. Loaded when it is first needed: as a rule while probes run. */
export interface TickKeeper extends Pick<Keeping, 'prepare'> {
  readonly secrets: (name: string) => Promise<string>;
  /**
   * Sends the ticks of the next minute, and claims this one where the shard has claims: false when another invocation has it. Throws when no claim can be made
   * for what changes something.
   */
  begin(shard: ShardPlan, tick: Tick, about: TickName): Promise<boolean>;
  /** Keeps the results; of a tick that was not run, that it was missed. Throws HandlerError PW6003 when ticks could not be sent, after that. */
  end(end: TickEnd): Promise<TickSummary>;
}

export async function openTickKeeper(
  env: Readonly<Record<string, string | undefined>>,
  folder: string,
): Promise<TickKeeper> {
  const services = openServices(env);
  const delivery = JSON.parse(await readFile(join(folder, ASSET.delivery), 'utf8')) as DeliverySettings;
  // Sinks are of no use to a function that journals.
  const { prepare, keep }: Keeping =
    delivery.mode === 'direct' ? (await import('./direct.ts')).createDirect(delivery, services) : journalOnly(services);
  const queuing = new Map<string, Promise<void>>();
  const told = new Set<string>();
  return {
    secrets: services.secrets,
    prepare,
    async begin(shard, tick, about) {
      const key = journalKey(about);
      if (!tick.queued && shard.queuedMs.length > 0) {
        const sending = queueTicks(services.tickQueue(), shard, tick.tickMs, Date.now());
        // Its failure is told when the results are safe.
        sending.catch(() => undefined);
        queuing.set(key, sending);
      }
      if (!shard.claims) return true;
      try {
        return (await claimTick(services.claims, key, randomUUID())) === 'claimed';
      } catch (error) {
        // Blind with the S3 of its region would be worse than a value that a receiver is sent twice.
        if (shard.plan.plan.probes.some(changesSomething)) {
          // A function that ends is frozen: what it was sending would arrive a minute later, or never.
          await queuing.get(key)?.catch(() => undefined);
          throw error;
        }
        logTrouble({ event: 'unclaimed', shard: shard.shard, tickMs: tick.tickMs, why: wordsOf(error) });
        return true;
      }
    },
    async end({ shard, tick, about, begun, batch, leftMs }) {
      const outcome = begun ? await keep(batch ?? missedBatch(shard, about), shard, leftMs) : 'taken';
      const key = journalKey(about);
      if (tick.plan !== shard.plan.hash && !told.has(tick.plan)) {
        // Once: while a deploy is under way every tick is so.
        told.add(tick.plan);
        logTrouble({ event: 'other-plan', shard: shard.shard, eventPlan: tick.plan, ran: shard.plan.hash });
      }
      const sending = queuing.get(key);
      queuing.delete(key);
      await sending;
      return {
        shard: tick.shard,
        tick: new Date(tick.tickMs).toISOString(),
        results: batch?.results.length ?? 0,
        outcome: begun && !batch ? 'missed' : outcome,
        ...(tick.plan !== shard.plan.hash && { eventPlan: tick.plan }),
      };
    },
  };
}

function missedBatch(shard: ShardPlan, about: TickName): Batch {
  return { version: BATCH_VERSION, ...about, plan: shard.plan.hash, results: [], missed: 'too-old' };
}

function journalOnly({ journal, warm }: FunctionServices): Keeping {
  return {
    async prepare(shard) {
      warm();
      await journal.savePlan(shard.plan);
    },
    async keep(batch, shard) {
      await journal.savePlan(shard.plan);
      return await journal.append(batch);
    },
  };
}
