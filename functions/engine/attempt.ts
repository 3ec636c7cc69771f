import type { Fault } from '../../lib/model/failure.ts';
import type { Probe } from '../../lib/model/probe.ts';
import type { Kind, Run } from '../../lib/model/prober.ts';
import type { Attempt } from '../../lib/model/result.ts';
import { type AttemptSignal, createAttemptSignal } from './attempt-signal.ts';
import { faultOf, stopFault } from './faults.ts';
import { withGrace } from './grace.ts';
import type { HandshakeGate, HandshakeTicket } from './handshake-gate.ts';
import { createLookups } from './lookups.ts';
import { outcomeOf } from './outcome.ts';
import type { EngineParts, Limits } from './parts.ts';
import { redactAttempt } from './redact-result.ts';
import type { Redactor } from './redactor.ts';
import type { RunLog } from './run-log.ts';
import { type Progress, runSteps } from './steps.ts';

export interface AttemptContext {
  readonly parts: EngineParts;
  readonly limits: Limits;
  readonly gate: HandshakeGate;
  readonly probe: Probe;
  /** The run's id. */
  readonly id: string;
  readonly kind: Kind;
  readonly redactor: Redactor;
  readonly log: RunLog;
  /** Whose abort ends the run, and is our fault. */
  readonly outer: AbortSignal;
}

/** One try, the `number`th (from 1), within the probe's timeout. `startMs` is from the start of the run. */
export async function runAttempt(context: AttemptContext, number: number, startMs: number): Promise<Attempt> {
  const { parts, limits, probe, redactor, log, outer } = context;
  const time = createAttemptSignal(outer, probe.timeoutMs, parts.clock);
  const tickets = new Set<HandshakeTicket>();
  const progress: Progress = { steps: [] };
  const startedMs = parts.clock.elapsed();
  let fault: Fault | undefined;
  try {
    const lookups = createLookups({ ...parts, redactor, signal: time.signal, time, secretMs: probe.timeoutMs });
    const run = lend(context, number, time, tickets, lookups.secret);
    await withGrace(runSteps({ ...context, ...parts, run, lookups }, progress), time.signal, limits.graceMs);
    if (outer.aborted && progress.failure) fault = stopFault(outer);
  } catch (thrown) {
    fault = faultOf(thrown, outer, log);
  } finally {
    time.dispose();
    for (const ticket of tickets) ticket.done();
  }
  return redactAttempt(concluded(progress, fault, startMs, parts.clock.elapsed() - startedMs), redactor);
}

function concluded(progress: Progress, fault: Fault | undefined, startMs: number, wallMs: number): Attempt {
  const { steps, failure, degraded } = progress;
  const observedMs = steps.reduce((sum, step) => sum + step.observation.durationMs, 0);
  const outcome = outcomeOf({ ...(fault && { fault }), ...(failure && { failure }), ...(degraded && { degraded }) });
  return {
    startMs,
    durationMs: fault ? wallMs : observedMs,
    outcome,
    ...(failure && outcome === 'down' && { failure }),
    ...(degraded && outcome === 'degraded' && { degraded }),
    ...(fault && { fault }),
    steps: [...steps],
  };
}

function lend(
  { parts, gate, probe, id, log }: AttemptContext,
  attempt: number,
  time: AttemptSignal,
  tickets: Set<HandshakeTicket>,
  secret: Run['secret'],
): Run {
  return {
    signal: time.signal,
    clock: parts.clock,
    secret,
    log: log.write,
    matcher: parts.matcher,
    refuse: parts.refuse(probe),
    scratch: new Map(),
    span: { run: id, attempt, step: 1 },
    async handshake() {
      const ticket = await time.pause(gate.enter(time.signal));
      tickets.add(ticket);
      return ticket;
    },
  };
}
