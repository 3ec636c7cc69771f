import { changesSomething } from '../model/changes-something.ts';
import type { ScheduledShard } from '../model/deployment.ts';
import type { CloudLocation } from '../model/installation.ts';
import { type HashedPlan, type Location, PLAN_VERSION, type Plan } from '../model/plan.ts';
import type { Probe, SourcePlace } from '../model/probe.ts';
import { SHARD_VERSION, type ShardPlan } from '../model/shard.ts';
import { hashPlan } from './hash.ts';
import { cpuMsOf } from './probe-load.ts';
import { assign, SLACK } from './rendezvous.ts';
import { cronOf, intervalName, queuedMsOf } from './schedule.ts';

/** Most probes of one shard: beyond it nothing is left to win (docs/cost.md). */
const MOST_PROBES = 200;
/** Most CPU time of one tick of a shard, milliseconds of a whole vCPU: 200 probes with TLS, and half as much again. */
const MOST_CPU_MS = 520;
/** The same, of the interval: at a seventh of a vCPU (256 MB) half of the interval is left for what targets take. */
const MOST_CPU_SHARE = 0.06;

/**
 * The shards of some probes of one location: one interval a shard, about as many probes in each.
 * @param suffix stands between the interval and the number in the shards' names: `1m-slow-00`
 * @param claims whether each tick is claimed, whatever the probes do
 */
export function shardsOf(
  { plan }: HashedPlan,
  location: CloudLocation,
  probes: readonly Probe[],
  { suffix, claims }: { readonly suffix: string; readonly claims: boolean },
): ScheduledShard[] {
  const intervals = [...new Set(probes.map(({ intervalMs }) => intervalMs))].sort((a, b) => a - b);
  return intervals.flatMap((intervalMs) => {
    const own = probes.filter((probe) => probe.intervalMs === intervalMs);
    return sliced(own, intervalMs).flatMap((slice, index) => {
      if (slice.length === 0) return [];
      const shard = `${intervalName(intervalMs)}${suffix}-${String(index).padStart(2, '0')}`;
      return {
        plan: shardPlan(shard, hashPlan(sliceOf(plan, location, slice)), intervalMs, {
          claims: claims || slice.some(changesSomething),
          control: location.controlProbe && { ...location.controlProbe, source: NOWHERE },
        }),
        schedule: cronOf(intervalMs),
      };
    });
  });
}

function sliced(probes: readonly Probe[], intervalMs: number): Probe[][] {
  const cpuMs = probes.reduce((sum, probe) => sum + cpuMsOf(probe), 0);
  const mostCpuMs = Math.min(MOST_CPU_MS, MOST_CPU_SHARE * intervalMs);
  const count = Math.max(1, Math.ceil((SLACK * probes.length) / MOST_PROBES), Math.ceil(cpuMs / mostCpuMs));
  const slices = Array.from({ length: Math.min(count, probes.length) }, (): Probe[] => []);
  const assigned = assign(
    probes.map(({ name }) => name),
    slices.length,
  );
  for (const [index, probe] of probes.entries()) slices[assigned[index] ?? 0]?.push(probe);
  return slices;
}

/** Runs do not depend on where a definition stands, nor on what else stands in its file. */
const NOWHERE: SourcePlace = { file: '', line: 1, column: 1 };

/** What a shard's runs can depend on, and nothing else: neither other probes nor the files they stand in. */
function sliceOf(plan: Plan, { name, region, vpc, control }: CloudLocation, probes: readonly Probe[]): Plan {
  const location: Location = {
    name,
    region,
    ...(vpc !== undefined && { vpc }),
    ...(control !== undefined && { control }),
  };
  const own = probes.map((probe) => ({ ...probe, locations: [name], source: NOWHERE }));
  return { version: PLAN_VERSION, id: plan.id, locations: [location], probes: own, files: [] };
}

function shardPlan(
  shard: string,
  plan: HashedPlan,
  intervalMs: number,
  { claims, control }: { readonly claims: boolean; readonly control: Probe | undefined },
): ShardPlan {
  return {
    version: SHARD_VERSION,
    shard,
    plan,
    ...(control && { control }),
    intervalMs,
    claims,
    queuedMs: queuedMsOf(intervalMs),
  };
}
