import type { Deployment, LocationDeployment, ScheduledShard } from '../model/deployment.ts';
import { bytesOutOf, longestMs } from './probe-load.ts';
import { paceMs } from './run-time.ts';
import { signalSizeOf } from './series.ts';

/** How a month goes. */
export type Scenario =
  /** Every target answers; the slowest run of a tick takes a second. */
  | 'healthy'
  /** One run in 200 waits for its timeouts, at random. */
  | 'timeouts'
  /** Every run waits for its timeouts, all month long. */
  | 'outage';

/** Of a month of 30 days. */
export interface Usage {
  readonly runs: number;
  /** Ticks of shards; each is one invocation. */
  readonly invocations: number;
  readonly gbSeconds: number;
  /** Invocations of schedules; ticks inside a minute come through a queue instead. */
  readonly scheduled: number;
  readonly queued: number;
  readonly claims: number;
  readonly journalPuts: number;
  /** Compressed. */
  readonly journalBytes: number;
  readonly series: number;
  readonly samples: number;
  readonly logBytes: number;
  /** To targets. */
  readonly bytesOut: number;
  /** Invocations at the same time, when every tick is as slow as it can be. */
  readonly peakConcurrency: number;
}

export const MONTH_MS = 30 * 86_400_000;
/** What the slowest of a shard's healthy targets takes. */
const SLOWEST_MS = 1_000;
/** A claim and the delivery, or the journal's PUT: over an ocean each takes a round trip of 100 to 200 ms. */
const WRITE_MS = 300;
const TIMEOUT_SHARE = 0.005;
/** A result in the journal, compressed, measured (docs/journal.md); a batch has a head beside it. */
const RESULT_BYTES = 200;
const BATCH_BYTES = 400;

export function usageOf({ installation, locations }: Deployment, scenario: Scenario): Usage {
  return sum(locations.map((location) => usageAt(location, installation.delivery.mode, scenario)));
}

export function usageAt({ functions }: LocationDeployment, mode: 'journal' | 'direct', scenario: Scenario): Usage {
  return sum(functions.flatMap((one) => one.shards.map((shard) => usageOfShard(shard, one.memoryMb, mode, scenario))));
}

function usageOfShard(shard: ScheduledShard, memoryMb: number, mode: 'journal' | 'direct', scenario: Scenario): Usage {
  const { intervalMs, queuedMs, claims, plan } = shard.plan;
  const { probes } = plan.plan;
  const ticks = MONTH_MS / intervalMs;
  const sizes = probes.map(signalSizeOf);
  const series = total(sizes.map((size) => size.series));
  const journalled = mode === 'journal' ? ticks : 0;
  const queued = ticks * (queuedMs.length / (queuedMs.length + 1));
  return {
    runs: ticks * probes.length,
    invocations: ticks,
    gbSeconds: (ticks * tickMs(shard, memoryMb, scenario) * memoryMb) / 1_024 / 1_000,
    scheduled: ticks - queued,
    queued,
    claims: claims ? ticks : 0,
    journalPuts: journalled,
    journalBytes: journalled * (BATCH_BYTES + RESULT_BYTES * probes.length),
    series,
    samples: ticks * series,
    logBytes: ticks * total(sizes.map((size) => size.logBytes)),
    bytesOut: ticks * total(probes.map(bytesOutOf)),
    peakConcurrency: Math.ceil(tickMs(shard, memoryMb, 'outage') / intervalMs),
  };
}

const total = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** How long a tick is expected to be billed for. */
function tickMs(shard: ScheduledShard, memoryMb: number, scenario: Scenario): number {
  const { probes } = shard.plan.plan.plan;
  const longest = Math.max(0, ...probes.map(longestMs));
  const healthy = Math.min(SLOWEST_MS, longest);
  const late = { healthy: 0, timeouts: 1 - (1 - TIMEOUT_SHARE) ** probes.length, outage: 1 }[scenario];
  return late * longest + (1 - late) * healthy + paceMs(shard, memoryMb) + WRITE_MS;
}

const NOTHING: Usage = {
  runs: 0,
  invocations: 0,
  gbSeconds: 0,
  scheduled: 0,
  queued: 0,
  claims: 0,
  journalPuts: 0,
  journalBytes: 0,
  series: 0,
  samples: 0,
  logBytes: 0,
  bytesOut: 0,
  peakConcurrency: 0,
};

function sum(all: readonly Usage[]): Usage {
  const keys = Object.keys(NOTHING) as (keyof Usage)[];
  return all.reduce(
    (total, one) => Object.fromEntries(keys.map((key) => [key, total[key] + one[key]])) as unknown as Usage,
    NOTHING,
  );
}
