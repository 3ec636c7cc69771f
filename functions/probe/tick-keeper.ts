import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ASSET } from '../../lib/model/deployment.ts';
import type { DeliverySettings } from '../../lib/model/installation.ts';
import { type Batch, journalKey } from '../../lib/model/journal.ts';
import type { ShardPlan } from '../../lib/model/shard.ts';
import { claimTick } from '../journal/object-claims.ts';
import { type FunctionServices, openServices } from './function-services.ts';
import { queueTicks } from './tick-queue.ts';

/** `delivered`: every sink has it, or refused it for good; nothing is journalled. `spilled`: it waits in the region's own bucket for the sweeper. */
export type Kept = 'written' | 'exists' | 'delivered' | 'spilled';

/** All that a probe function does beside running probes. Loaded when it is first needed: as a rule while probes run. */
export interface TickKeeper {
  readonly secrets: (name: string) => Promise<string>;
  queueNext(shard: ShardPlan, tickMs: number): Promise<void>;
  claim(about: Pick<Batch, 'location' | 'tickMs' | 'shard'>): Promise<'claimed' | 'taken'>;
  /** What can be done before the results are there. */
  prepare(shard: ShardPlan): Promise<void>;
  /** Resolves when the batch is journalled, or every sink has it; throws when neither could be done. */
  keep(batch: Batch, shard: ShardPlan, leftMs: () => number): Promise<Kept>;
}

export interface KeeperSettings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly location: string;
}

export async function openTickKeeper({ env, folder }: KeeperSettings): Promise<TickKeeper> {
  const services = openServices(env);
  const delivery = JSON.parse(await readFile(join(folder, ASSET.delivery), 'utf8')) as DeliverySettings;
  return {
    secrets: services.secrets,
    // Its own failure is waited for later, when the results are safe.
    queueNext: (shard, tickMs) => held(queueTicks(services.tickQueue(), shard, tickMs, Date.now())),
    claim: (about) => claimTick(services.claims, journalKey(about), randomUUID()),
    // Sinks are of no use to a function that journals.
    ...(delivery.mode === 'direct'
      ? (await import('./direct.ts')).createDirect(delivery, services)
      : journalOnly(services)),
  };
}

function journalOnly({ journal, warm }: FunctionServices): Pick<TickKeeper, 'prepare' | 'keep'> {
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

/** A rejection that nobody waits for yet is none that nobody handles. */
function held<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
