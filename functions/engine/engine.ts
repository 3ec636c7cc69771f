import { FaultError } from '../../lib/model/failure.ts';
import { BATCH_VERSION, type Batch } from '../../lib/model/journal.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { Result } from '../../lib/model/result.ts';
import { createCpuBudget, processCpuMs } from './cpu-budget.ts';
import { createHandshakeGate } from './handshake-gate.ts';
import { createPacer } from './pacer.ts';
import { DEFAULT_LIMITS, type Engine, type EngineParts, type Limits, type ShardRequest } from './parts.ts';
import { runProbe, type Shared } from './run.ts';

/** What a batch needs after its last run was told to stop: the probers' grace and this, for judging and writing it down. */
const CLOSING_MS = 50;

/** All that runs on one engine is paced together: one event loop, one engine. */
export function createEngine(parts: EngineParts): Engine {
  const limits: Limits = { ...DEFAULT_LIMITS, ...parts.limits };
  const { clock, cpuMs = processCpuMs } = parts;
  const { waitMs } = createCpuBudget({ clock, cpuMs, rate: limits.cpuShare * limits.cpuCeiling });
  const shared: Shared = {
    parts,
    limits,
    pacer: createPacer({ clock, waitMs, maxHoldMs: limits.maxHoldMs }),
    gate: createHandshakeGate({ atOnce: limits.handshakes, leaseMs: limits.handshakeLeaseMs }),
  };
  return {
    run: (probe, tickMs, signal) => runProbe(shared, probe, tickMs, signal),
    runShard: (probes, request) => runShard(shared, probes, request),
  };
}

async function runShard(shared: Shared, probes: readonly Probe[], request: ShardRequest): Promise<Batch> {
  const { parts, limits } = shared;
  const { tickMs, deadlineMs, shard, planHash } = request;
  const over = new AbortController();
  const stop = () => over.abort(new FaultError('PW5003', `The ${deadlineMs} ms of the shard «${shard}» were over.`));
  const timer = setTimeout(stop, Math.max(0, deadlineMs - limits.graceMs - CLOSING_MS));
  const run = (probe: Probe) => runProbe(shared, probe, tickMs, over.signal);
  try {
    const enabled = probes.filter((probe) => probe.enabled);
    // Most shards have no active hours.
    const inactive = enabled.some((probe) => probe.activeHours)
      ? (await import('../../lib/model/active-hours.ts')).inactiveAt(enabled, tickMs)
      : [];
    const control = parts.control && run(parts.control);
    const results = await Promise.all(enabled.filter(({ name }) => !inactive.includes(name)).map(run));
    return {
      version: BATCH_VERSION,
      location: parts.location,
      tickMs,
      shard,
      plan: planHash,
      results: await trusted(results, await control),
      ...(inactive.length > 0 && { inactive }),
    };
  } finally {
    clearTimeout(timer);
  }
}

async function trusted(results: readonly Result[], control: Result | undefined): Promise<readonly Result[]> {
  return control?.outcome === 'down' ? (await import('./control.ts')).trustControl(results, control) : results;
}
