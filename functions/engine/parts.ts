import type { Pattern } from '../../lib/model/assertion.ts';
import type { Batch } from '../../lib/model/journal.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { Clock, KindTable, Matcher } from '../../lib/model/prober.ts';
import type { Result } from '../../lib/model/result.ts';

/** How hard the engine may work, so that what it measures stays the target's time and not its own. */
export interface Limits {
  /** The part of one CPU that this process has: 1 on a machine, memory ÷ 1,769 MB (at most 1) in a function. @default 1 */
  readonly cpuShare: number;
  /** The part of that share above which starts are held back; 0.5 for fidelity, 0.9 for cost. @default 0.9 */
  readonly cpuCeiling: number;
  /** No start is held back longer than this because of the CPU. @default 800 */
  readonly maxHoldMs: number;
  /** TLS handshakes at once. @default 2 */
  readonly handshakes: number;
  /** A handshake counts as one at once for at most this long, so that a target that hangs in it does not stop the others. @default 10 */
  readonly handshakeLeaseMs: number;
  /** How long a prober may take to stop once its signal is aborted. @default 500 */
  readonly graceMs: number;
}

export const DEFAULT_LIMITS: Limits = {
  cpuShare: 1,
  cpuCeiling: 0.9,
  maxHoldMs: 800,
  handshakes: 2,
  handshakeLeaseMs: 10,
  graceMs: 500,
};

/** What the engine needs from the house around it. */
export interface EngineParts {
  readonly kinds: KindTable;
  readonly clock: Clock;
  /** The value of a secret. Throws FaultError PW5005 when there is none. */
  readonly secrets: (name: string) => Promise<string>;
  /** Prepares a pattern; keeps what it prepared. */
  readonly matcher: (pattern: Pattern) => Promise<Matcher>;
  /** For one probe: says why an address must not be connected to from here, or undefined. */
  readonly refuse: (probe: Probe) => (ip: string) => string | undefined;
  /** Where this engine is: part of every run's id. */
  readonly location: string;
  readonly limits?: Partial<Limits>;
  /** Runs beside every shard; when it is down, no run of the shard is: the network here is. */
  readonly control?: Probe;
  /** Milliseconds of CPU that this process has used. @default process.cpuUsage() */
  readonly cpuMs?: () => number;
}

export interface ShardRequest {
  /** The scheduled moment, unix milliseconds. */
  readonly tickMs: number;
  /** Milliseconds from now after which the batch must be there. */
  readonly deadlineMs: number;
  readonly shard: string;
  /** The hash of the plan that the probes stand in. */
  readonly planHash: string;
}

/** Runs probes. Never throws for a probe's sake: what went wrong is in its result. */
export interface Engine {
  /**
   * One run of one probe, paced together with everything else on this engine. When `signal` aborts, the run ends as
   * `error` (the FaultError that is the signal's reason, else PW5003). The control probe is not asked.
   */
  run(probe: Probe, tickMs: number, signal: AbortSignal): Promise<Result>;
  /** The enabled probes of a shard that are in their active hours, side by side, in the order given, within the deadline. */
  runShard(probes: readonly Probe[], request: ShardRequest): Promise<Batch>;
}
