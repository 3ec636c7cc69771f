import { readFile } from 'node:fs/promises';
import type { Place } from '../../lib/model/address.ts';
import type { Batch } from '../../lib/model/journal.ts';
import { SHARD_VERSION, type ShardPlan } from '../../lib/model/shard.ts';
import type { EngineParts } from '../engine/parts.ts';
import { createProbeEngine } from './create-engine.ts';

export interface ShardOptions {
  readonly location: string;
  readonly place: Place;
  readonly secrets: EngineParts['secrets'];
  /** The scheduled moment, unix milliseconds. */
  readonly tickMs: number;
  /** Milliseconds from now after which the batch must be there. */
  readonly deadlineMs: number;
  /** The function's memory, which decides its share of a CPU. */
  readonly memoryMb: number;
}

/** Lambda gives one whole CPU at this much memory, and less in proportion. */
const MB_PER_CPU = 1_769;

/** Reads a shard's file. Throws when it is of a version that this program does not know. */
export async function readShardPlan(path: string): Promise<ShardPlan> {
  const plan = JSON.parse(await readFile(path, 'utf8')) as { readonly version: unknown };
  if (plan.version === SHARD_VERSION) return plan as ShardPlan;
  throw (await import('./refusals.ts')).otherVersion(path, plan.version);
}

/** What a probe function does with its shard: runs it within the deadline. */
export function runShardPlan({ shard, plan, control }: ShardPlan, options: ShardOptions): Promise<Batch> {
  const { location, place, secrets, tickMs, deadlineMs, memoryMb } = options;
  const limits = { cpuShare: Math.min(1, memoryMb / MB_PER_CPU) };
  const engine = createProbeEngine({ location, place, secrets, limits, ...(control && { control }) });
  return engine.runShard(plan.plan.probes, { tickMs, deadlineMs, shard, planHash: plan.hash });
}
