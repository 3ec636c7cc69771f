import type { Check } from '../../lib/model/assertion.ts';
import type { Failure } from '../../lib/model/failure.ts';
import type { Attempt, Excerpt, LogLine, StepResult } from '../../lib/model/result.ts';
import { HIDDEN, isHiddenHeader, type Redactor } from './redactor.ts';

const MAX_BODY = 4_096;
const MAX_HEADERS = 64;

/** An attempt in which no text of the target's or of ours shows a secret of this run. */
export function redactAttempt(attempt: Attempt, redactor: Redactor): Attempt {
  const { failure, degraded, fault } = attempt;
  return {
    ...attempt,
    ...(failure && { failure: redactFailure(failure, redactor) }),
    ...(degraded && { degraded: redactFailure(degraded, redactor) }),
    ...(fault && { fault: { ...fault, message: redactor.redact(fault.message) } }),
    steps: attempt.steps.map((step) => redactStep(step, redactor)),
  };
}

export function redactLog(lines: readonly LogLine[], redactor: Redactor): readonly LogLine[] {
  return lines.map((line) => ({
    ...line,
    message: redactor.redact(line.message),
    ...(line.fields && { fields: redactStrings(line.fields, redactor) }),
  }));
}

function redactStep(step: StepResult, redactor: Redactor): StepResult {
  const { observation, checks, excerpt } = step;
  const { failure } = observation;
  return {
    ...step,
    observation: {
      ...observation,
      facts: redactStrings(observation.facts, redactor),
      ...(failure && { failure: redactFailure(failure, redactor) }),
    },
    checks: checks.map((check) => redactCheck(check, redactor)),
    ...(excerpt && { excerpt: redactExcerpt(excerpt, redactor, failure !== undefined) }),
  };
}

function redactFailure(failure: Failure, redactor: Redactor): Failure {
  return { ...failure, message: redactor.redact(failure.message) };
}

function redactCheck(check: Check, redactor: Redactor): Check {
  const { actual } = check;
  return {
    ...check,
    expected: redactor.redact(check.expected),
    ...(actual !== undefined && { actual: redactor.redact(actual) }),
  };
}

/** Cut only after it is redacted, so that no half of a secret stays at the edge; what did not arrive whole is cut already. */
function redactExcerpt(excerpt: Excerpt, redactor: Redactor, failed: boolean): Excerpt {
  const headers = excerpt.headers?.slice(0, MAX_HEADERS).map(([name, value]) => {
    return [name, isHiddenHeader(name) ? HIDDEN : redactor.redact(value).slice(0, MAX_BODY)] as const;
  });
  const body = excerpt.body === undefined ? undefined : redactor.redact(excerpt.body, excerpt.cut || failed);
  const cut = excerpt.cut || (body !== undefined && body.length > MAX_BODY);
  return {
    ...(headers && { headers }),
    ...(body !== undefined && { body: body.slice(0, MAX_BODY) }),
    ...(cut && { cut }),
  };
}

/** Plain data with every string in it redacted. */
function redactStrings<T>(data: T, redactor: Redactor): T {
  return redactUnknown(data, redactor) as T;
}

function redactUnknown(data: unknown, redactor: Redactor): unknown {
  if (typeof data === 'string') return redactor.redact(data);
  if (Array.isArray(data)) return data.map((one) => redactUnknown(one, redactor));
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, redactUnknown(value, redactor)]));
}
