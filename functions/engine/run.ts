import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../../lib/model/failure.ts';
import type { Probe, Retry } from '../../lib/model/probe.ts';
import type { Attempt, LogLine, Outcome, Result } from '../../lib/model/result.ts';
import { type AttemptContext, runAttempt } from './attempt.ts';
import { faultOf, stopFault } from './faults.ts';
import type { HandshakeGate } from './handshake-gate.ts';
import type { Pacer } from './pacer.ts';
import type { EngineParts, Limits } from './parts.ts';
import { redactLog } from './redact-result.ts';
import { createRedactor } from './redactor.ts';
import { runId } from './run-id.ts';
import { createRunLog } from './run-log.ts';

/** What all runs of one engine share. */
export interface Shared {
  readonly parts: EngineParts;
  readonly limits: Limits;
  readonly pacer: Pacer;
  readonly gate: HandshakeGate;
}

/** What became of a run's attempts. */
interface Tried {
  readonly attempts: readonly Attempt[];
  /** Set when the run ended otherwise than by an attempt's end. */
  readonly fault?: Fault;
}

/** One run: its attempts, of which the last decides. Never throws. */
export async function runProbe(shared: Shared, probe: Probe, tickMs: number, outer: AbortSignal): Promise<Result> {
  const { parts, pacer } = shared;
  const id = runId(probe.name, parts.location, tickMs);
  const redactor = createRedactor();
  const log = createRunLog(parts.clock);
  let heldMs = 0;
  let startedAtMs = parts.clock.now();
  let tried: Tried;
  try {
    const kind = await parts.kinds[probe.kind]();
    heldMs = await pacer.admit(outer);
    startedAtMs = parts.clock.now();
    tried = await tryUntilDecided({ ...shared, probe, id, kind, redactor, log, outer }, pacer);
  } catch (thrown) {
    tried = { attempts: [], fault: faultOf(thrown, outer, log) };
  }
  const last = tried.attempts.at(-1);
  return {
    run: id,
    probe: probe.name,
    kind: probe.kind,
    startedAtMs,
    ...(heldMs >= 1 && { heldMs }),
    durationMs: last?.durationMs ?? 0,
    ...verdict(last, tried.fault),
    attempts: tried.attempts,
    log: redactLog(kept(log.lines(), last?.outcome), redactor),
  };
}

async function tryUntilDecided(context: AttemptContext, pacer: Pacer): Promise<Tried> {
  const { parts, probe, outer } = context;
  const startedMs = parts.clock.elapsed();
  const attempts: Attempt[] = [];
  for (;;) {
    const attempt = await runAttempt(context, attempts.length + 1, parts.clock.elapsed() - startedMs);
    attempts.push(attempt);
    if (attempts.length >= probe.retry.attempts || !deservesRetry(attempt, probe.retry)) return { attempts };
    try {
      await sleep(probe.retry.afterMs, undefined, { signal: outer });
      await pacer.admit(outer);
    } catch {
      return { attempts, fault: stopFault(outer) };
    }
  }
}

function deservesRetry(attempt: Attempt, { reasons }: Retry): boolean {
  const { failure } = attempt;
  return failure !== undefined && (reasons.length === 0 || reasons.includes(failure.reason));
}

function verdict(
  last: Attempt | undefined,
  fault: Fault | undefined,
): Pick<Result, 'outcome' | 'failure' | 'degraded' | 'fault'> {
  if (fault || !last) return { outcome: 'error', ...(fault && { fault }) };
  const { outcome, failure, degraded } = last;
  return {
    outcome,
    ...(failure && { failure }),
    ...(degraded && { degraded }),
    ...(last.fault && { fault: last.fault }),
  };
}

/** What a prober says while all is well is of no use later. */
function kept(lines: readonly LogLine[], outcome: Outcome | undefined): readonly LogLine[] {
  return outcome === 'up' ? lines.filter((line) => line.level !== 'debug') : [...lines];
}
