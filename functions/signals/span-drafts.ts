import { FAULTS } from '../../lib/model/failure.ts';
import type { Attempt, Result, StepResult } from '../../lib/model/result.ts';
import type { Span } from '../../lib/model/span.ts';
import type { SpanPlace } from '../../lib/model/span-ids.ts';
import type { SampleContext } from './samples.ts';
import { type Attributes, stepAttributes, stepName } from './step-attributes.ts';

/** Nanoseconds from the start of the run. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A span before it has ids and moments. */
export interface SpanDraft {
  readonly place: SpanPlace;
  readonly name: string;
  readonly kind: Span['kind'];
  readonly stretch: Stretch;
  readonly attributes: Attributes;
  readonly status: Span['status'];
  readonly link?: SpanPlace;
}

/** The spans of a run, its own first. */
export function spanDrafts(result: Result, context: SampleContext): SpanDraft[] {
  const { attempts } = result;
  const end = Math.max(0, ...attempts.map(({ startMs, durationMs }) => startMs + durationMs));
  const stretch = { from: 0, to: toNs(end) };
  const root: SpanDraft = {
    place: { attempt: 0, step: 0, part: 0 },
    name: context.probe.name,
    kind: 'internal',
    stretch,
    attributes: {
      ...verdictAttributes(result),
      'probewright.probe': context.probe.name,
      'probewright.instance': context.probe.instance,
      'probewright.kind': context.probe.kind,
      'probewright.location': context.location,
      'probewright.run': result.run,
      'probewright.tick': new Date(context.tickMs).toISOString(),
      ...(result.heldMs !== undefined && { 'probewright.held_ms': result.heldMs }),
    },
    status: statusOf(result),
  };
  return [root, ...attempts.flatMap((attempt, index) => attemptDrafts(attempt, index + 1, stretch, context))];
}

function attemptDrafts(attempt: Attempt, number: number, within: Stretch, context: SampleContext): SpanDraft[] {
  const stretch = inside(within, attempt.startMs, attempt.durationMs, 0);
  const place = { attempt: number, step: 0, part: 0 };
  const own: SpanDraft = {
    place,
    name: `attempt ${number}`,
    kind: 'internal',
    stretch,
    attributes: { ...verdictAttributes(attempt), 'probewright.attempt': number },
    status: statusOf(attempt),
    ...(number > 1 && { link: { ...place, attempt: number - 1 } }),
  };
  const steps = attempt.steps.flatMap((step, index) => {
    // The steps end with the first that was down: the failure is the last one's.
    const verdict = index === attempt.steps.length - 1 ? attempt : { outcome: 'up' as const };
    return stepDrafts(step, { ...place, step: index + 1 }, stretch, verdict, context);
  });
  return [own, ...steps];
}

type Verdict = Pick<Attempt, 'outcome' | 'failure' | 'degraded' | 'fault'>;

function stepDrafts(
  step: StepResult,
  place: SpanPlace,
  within: Stretch,
  verdict: Verdict,
  context: SampleContext,
): SpanDraft[] {
  const { phases, durationMs } = step.observation;
  const stretch = inside(within, step.startMs, durationMs, within.from);
  const own: SpanDraft = {
    place,
    name: stepName(step, context.probe, place.step - 1),
    kind: 'client',
    stretch,
    attributes: { ...stepAttributes(step, context.probe, place.step - 1), ...errorType(verdict) },
    status: statusOf(verdict),
  };
  const failed = step.observation.failure;
  const parts = phases.map(({ name, startMs, durationMs: lasted }, index): SpanDraft => {
    const why = failed?.phase === name ? { failure: failed } : {};
    return {
      place: { ...place, part: index + 1 },
      name,
      kind: 'internal',
      stretch: inside(stretch, startMs, lasted, stretch.from),
      attributes: errorType(why),
      status: failed?.phase === name ? { code: 'error', message: failed.message } : { code: 'unset' },
    };
  });
  return [own, ...parts];
}

function verdictAttributes(verdict: Verdict): Attributes {
  const { outcome, failure, degraded, fault } = verdict;
  const why = failure ?? degraded;
  return {
    'probewright.outcome': outcome,
    ...(why && { 'probewright.reason': why.reason, 'probewright.phase': why.phase }),
    ...(why?.step !== undefined && { 'probewright.step': why.step }),
    ...(fault && { 'probewright.fault': fault.code }),
    ...errorType(verdict),
  };
}

/** Degraded is no error: the target answered as it must. */
function errorType({ failure, fault }: Pick<Attempt, 'failure' | 'fault'>): Attributes {
  const type = failure?.reason ?? (fault && FAULTS[fault.code].name);
  return type === undefined ? {} : { 'error.type': type };
}

function statusOf({ outcome, failure, fault }: Verdict): Span['status'] {
  if (outcome === 'up' || outcome === 'degraded') return { code: 'unset' };
  const message = failure?.message ?? fault?.message;
  return { code: 'error', ...(message !== undefined && { message }) };
}

/** Milliseconds from `origin`, kept within the parent. */
function inside(parent: Stretch, startMs: number, durationMs: number, origin: number): Stretch {
  const from = Math.min(Math.max(origin + toNs(startMs), parent.from), parent.to);
  return { from, to: Math.min(Math.max(origin + toNs(startMs + durationMs), from), parent.to) };
}

export function toNs(ms: number): number {
  return Math.round(ms * 1e6);
}
