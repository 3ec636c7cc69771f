import type { Assertion, Check, Pattern } from '../../lib/model/assertion.ts';
import type { Failure } from '../../lib/model/failure.ts';
import type { Seen } from '../../lib/model/observation.ts';
import type { Fact, Kind, Matcher } from '../../lib/model/prober.ts';
import { holds } from './compare.ts';
import { isOwnSubject, ownAbsence, ownFact, REASON_OF } from './own-facts.ts';
import { HIDDEN, isHiddenHeader, type Redactor } from './redactor.ts';
import { actualWords, cut, expectedPhrase, expectedWords, isQuantifier, subjectWords } from './words.ts';

const MAX_ACTUAL = 512;
const MAX_QUOTED = 100;
/** More than is kept, since redaction shortens. */
const MAX_READ = 16_384;

export interface JudgeParts {
  readonly kind: Kind;
  readonly matcher: (pattern: Pattern) => Promise<Matcher>;
  readonly redactor: Redactor;
  /** For how long a certificate is still valid is counted from here; unix milliseconds. */
  readonly nowMs: number;
}

export interface Judgement {
  readonly checks: readonly Check[];
  /** Why it is down: the observation's own failure, else the first check that says so. */
  readonly failure?: Failure;
  /** The first check that says degraded. */
  readonly degraded?: Failure;
}

interface Judged {
  readonly check: Check;
  readonly message: string;
}

/**
 * Judges what was seen. After a failed observation only what was seen all the same is judged (a certificate that did
 * not verify, the status of a body that was cut short), and the observation's own failure stays first.
 */
export async function judge(expect: readonly Assertion[], seen: Seen, parts: JudgeParts): Promise<Judgement> {
  const judged: Judged[] = [];
  for (const assertion of expect) {
    if (assertion.subject === 'reason') continue;
    const fact = await factOf(assertion, seen, parts);
    if (fact === undefined && seen.observation.failure) continue;
    const why = fact === undefined ? await absenceOf(assertion, seen, parts) : undefined;
    judged.push(await judgeOne(assertion, fact, parts, why));
  }
  const plain: Judgement = {
    checks: judged.map((one) => one.check),
    ...firstMiss('failure', judged, 'down', seen.observation.failure),
    ...firstMiss('degraded', judged, 'degraded'),
  };
  return judgeReasons(expect, plain, parts);
}

function factOf(assertion: Assertion, seen: Seen, parts: JudgeParts): Fact | Promise<Fact> {
  const { subject, field } = assertion;
  if (isOwnSubject(subject)) return ownFact(subject, field, seen.observation, parts.nowMs);
  return parts.kind.fact(assertion, seen);
}

async function absenceOf(
  assertion: Assertion,
  seen: Seen,
  { kind, redactor }: JudgeParts,
): Promise<string | undefined> {
  if (isOwnSubject(assertion.subject)) return ownAbsence(assertion.subject, seen.observation);
  const why = await kind.absence?.(assertion, seen);
  return why === undefined ? undefined : cut(redactor.redact(why), MAX_ACTUAL);
}

/** `why` says why there is no fact, where there is none and more is known. */
async function judgeOne(assertion: Assertion, found: Fact, parts: JudgeParts, why?: string): Promise<Judged> {
  const { matcher, redactor } = parts;
  const { subject, field, otherwise } = assertion;
  const fact = field === 'count' && typeof found === 'object' && found !== null ? found.length : found;
  const quantifier = isQuantifier(field) ? field : 'any';
  const passed = await holds(assertion.comparison, fact, { quantifier, matcher, strict: subject === 'json' });
  const hidden = subject === 'header' && field !== undefined && isHiddenHeader(field) && fact !== undefined;
  const words = hidden ? HIDDEN : actualWords(fact, assertion, MAX_READ);
  const actual = words && redactor.redact(words, words.length >= MAX_READ);
  const check: Check = {
    subject,
    ...(field !== undefined && { field }),
    expected: redactor.redact(expectedWords(assertion)),
    ...(actual !== undefined && { actual: cut(actual, MAX_ACTUAL) }),
    passed,
    otherwise,
    reason: REASON_OF[subject],
  };
  const missing = why === undefined ? 'is not there' : `is not there: ${why}`;
  const told = actual === undefined ? missing : cut(actual, MAX_QUOTED);
  const message = `${subjectWords(assertion)} ${told}, expected ${redactor.redact(expectedPhrase(assertion))}`;
  return { check, message };
}

function firstMiss<N extends 'failure' | 'degraded'>(
  name: N,
  judged: readonly Judged[],
  otherwise: Check['otherwise'],
  first?: Failure,
): { readonly [K in N]?: Failure } {
  const miss = judged.find(({ check }) => !check.passed && check.otherwise === otherwise);
  const failure = first ?? (miss && failureOf(miss));
  return failure === undefined ? {} : ({ [name]: failure } as { readonly [K in N]: Failure });
}

function failureOf({ check, message }: Judged): Failure {
  return { reason: check.reason, phase: 'expect', message };
}

/** `reason` assertions turn the judgement round: the failure that they name must happen, and then all is well. */
async function judgeReasons(expect: readonly Assertion[], plain: Judgement, parts: JudgeParts): Promise<Judgement> {
  const wanted = expect.filter((assertion) => assertion.subject === 'reason');
  if (wanted.length === 0) return plain;
  const judged: Judged[] = [];
  for (const assertion of wanted) judged.push(await judgeReason(assertion, plain.failure, parts));
  return {
    checks: [...plain.checks, ...judged.map((one) => one.check)],
    ...firstMiss('failure', judged, 'down'),
    ...firstMiss('degraded', judged, 'degraded', plain.degraded),
  };
}

async function judgeReason(assertion: Assertion, failure: Failure | undefined, parts: JudgeParts): Promise<Judged> {
  const judged = await judgeOne(assertion, failure?.reason, parts);
  const phrase = expectedPhrase(assertion);
  const check: Check = { ...judged.check, reason: failure ? 'reason_unexpected' : 'unexpected_success' };
  const message = failure
    ? `failed with ${failure.reason} (${failure.message}), expected to fail with ${phrase}`
    : `succeeded, expected to fail with ${phrase}`;
  return { check, message };
}
