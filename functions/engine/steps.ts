import type { Pattern } from '../../lib/model/assertion.ts';
import type { Failure } from '../../lib/model/failure.ts';
import type { Seen } from '../../lib/model/observation.ts';
import type { Probe, StepOf } from '../../lib/model/probe.ts';
import type { Clock, Kind, Matcher, Run } from '../../lib/model/prober.ts';
import type { StepResult } from '../../lib/model/result.ts';
import type { ProbeKind } from '../../lib/model/settings.ts';
import { hasTemplate } from './has-template.ts';
import { type Judgement, judge } from './judge.ts';
import type { Lookups } from './lookups.ts';
import type { Redactor } from './redactor.ts';

export interface StepsContext {
  readonly probe: Probe;
  readonly kind: Kind;
  readonly run: Run;
  readonly lookups: Lookups;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly matcher: (pattern: Pattern) => Promise<Matcher>;
}

/** What an attempt has come to so far; filled as it goes, so that what was seen survives a fault. */
export interface Progress {
  readonly steps: StepResult[];
  failure?: Failure;
  degraded?: Failure;
}

/** The steps in order, up to the first that is down. */
export async function runSteps(context: StepsContext, progress: Progress): Promise<void> {
  const startMs = context.clock.elapsed();
  for (const step of context.probe.steps) {
    const judgement = await runStep(step, context, startMs, progress.steps);
    const named = (failure: Failure): Failure => (step.name === undefined ? failure : { ...failure, step: step.name });
    if (judgement.degraded && !progress.degraded) progress.degraded = named(judgement.degraded);
    if (judgement.failure) {
      progress.failure = named(judgement.failure);
      return;
    }
  }
}

async function runStep(
  step: StepOf<ProbeKind>,
  context: StepsContext,
  attemptStartMs: number,
  steps: StepResult[],
): Promise<Judgement> {
  const { probe, kind, run, clock } = context;
  const { target, settings, expect } = await expandStep(step, context);
  const startMs = clock.elapsed() - attemptStartMs;
  const span = { ...run.span, step: steps.length + 1 };
  const seen = await kind.observe(target, settings, { ...run, span });
  const missing = await takeCaptures(step, seen, context);
  const judged = await judge(expect, seen, { ...context, nowMs: clock.now() });
  const judgement = judged.failure || !missing ? judged : { ...judged, failure: missing };
  const excerpt = judgement.failure || judgement.degraded ? kind.excerpt(seen) : undefined;
  steps.push({
    ...(step.name !== undefined && { name: step.name }),
    kind: probe.kind,
    startMs,
    observation: seen.observation,
    checks: judgement.checks,
    ...(excerpt && { excerpt }),
  });
  return judgement;
}

type Expanded = Pick<Probe, 'target'> & Pick<StepOf<ProbeKind>, 'settings' | 'expect'>;

async function expandStep(step: StepOf<ProbeKind>, { probe, lookups, redactor }: StepsContext): Promise<Expanded> {
  const written: Expanded = { target: probe.target, settings: step.settings, expect: step.expect };
  if (!hasTemplate(written)) return written;
  // Loaded with the first template: many shards have none.
  const { expand } = await import('./expand.ts');
  const expanded = await expand(written, lookups.lookUp);
  const { basicPairs } = await import('./basic-pairs.ts');
  for (const pair of basicPairs(expanded)) await redactor.add(Buffer.from(pair).toString('base64'));
  return expanded;
}

/**
 * Takes what later steps need; the failure when something is not there. Secret values are taken before the judgement,
 * and of a step that is down as well: its messages and its excerpt must not show them.
 */
async function takeCaptures(step: StepOf<ProbeKind>, seen: Seen, context: StepsContext): Promise<Failure | undefined> {
  let missing: Failure | undefined;
  for (const capture of step.capture) {
    const value = await context.kind.capture?.(capture, seen, context.run);
    if (value === undefined) {
      missing ??= { reason: 'capture_failed', phase: 'capture', message: `nothing to capture as «${capture.name}»` };
      continue;
    }
    if (capture.secret) await context.redactor.add(value);
    context.lookups.captures.set(capture.name, value);
  }
  return missing;
}
