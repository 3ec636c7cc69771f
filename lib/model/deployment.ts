import type { CloudLocation, Installation } from './installation.ts';
import type { ShardPlan } from './shard.ts';

/** Everything that a deploy makes, worked out: lib/plan makes it, lib/cloud builds it, cost and difference are read from it. Plain data. */
export interface Deployment {
  readonly installation: Installation;
  /** In the order of the configuration; a location that no enabled probe names is not there. */
  readonly locations: readonly LocationDeployment[];
}

export interface LocationDeployment {
  readonly location: CloudLocation;
  readonly functions: readonly FunctionDeployment[];
}

/** A probe function of a location. Probes that may take long have one of their own, so that nobody pays for their waiting with much memory. */
export interface FunctionDeployment {
  /** `probes`, `slow`. */
  readonly name: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** A tick that is older when it begins is not run, but counted as missed. At least 60 s, the least that AWS takes. */
  readonly maxAgeSeconds: number;
  readonly shards: readonly ScheduledShard[];
}

export interface ScheduledShard {
  readonly plan: ShardPlan;
  /** `cron(* * * * ? *)`, UTC. */
  readonly schedule: string;
}

/** Names of environment variables by which a stack tells its functions what only the deploy knows. */
export const VARIABLES = {
  location: 'PROBEWRIGHT_LOCATION',
  journalBucket: 'PROBEWRIGHT_JOURNAL_BUCKET',
  journalRegion: 'PROBEWRIGHT_JOURNAL_REGION',
  /** Of the function's own region; where the journal's bucket cannot be reached. Of the sweeper: what it empties. */
  spillBucket: 'PROBEWRIGHT_SPILL_BUCKET',
  /** Of ticks under a minute. */
  tickQueueUrl: 'PROBEWRIGHT_TICK_QUEUE_URL',
  /** The path before secrets' names among the SSM parameters: `/probewright/`. */
  secretPath: 'PROBEWRIGHT_SECRET_PATH',
  /** `lambda`, or `own` inside a VPC: which addresses may be probed. */
  place: 'PROBEWRIGHT_PLACE',
  /** What is older at its start is missed, seconds. */
  maxAge: 'PROBEWRIGHT_MAX_AGE',
} as const;

/** Names of files in a probe function's asset, beside `index.mjs` and its chunks. */
export const ASSET = {
  shard: (shard: string) => `shards/${shard}.json`,
  /** `DeliverySettings`; also in the shipper's asset. */
  delivery: 'delivery.json',
} as const;
