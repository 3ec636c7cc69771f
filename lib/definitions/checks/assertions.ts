import type { Assertion } from '../../model/assertion.ts';
import { PHASES, REASONS } from '../../model/failure.ts';
import type { Diagnostic } from '../../model/plan.ts';
import { findingAt } from '../finding.ts';
import type { Draft, MeaningCheck, ValuePath } from '../types.ts';
import { assertionText } from './comparison-text.ts';
import { findContradiction, findOvershadow } from './contradiction.ts';
import { assertionPath, stepPaths } from './draft-tools.ts';
import { listed } from './words.ts';

/** Assertions that no response could satisfy, or that decide nothing. */
export const checkAssertions: MeaningCheck = function* (drafts) {
  for (const draft of drafts) {
    for (const [step, { expect }] of draft.probe.steps.entries()) {
      yield* contradictions(draft, step, expect);
      yield* overshadowed(draft, step, expect);
      yield* afterFailure(draft, step, expect);
    }
  }
};

function* contradictions(draft: Draft, step: number, expect: readonly Assertion[]): Generator<Diagnostic> {
  const found = findContradiction(expect)?.flatMap((index) => expect[index] ?? []);
  const last = found?.at(-1);
  if (!found || !last) return;
  const path = assertionPath(draft, step, last);
  const given = found.map(assertionText).join(' · ');
  if (found.length === 1) {
    yield findingAt('PW3502', draft, path, {
      message: `The assertion ${given} can never hold, so the probe would always be ${last.otherwise}.`,
      given,
      allowed: rangeOf(last),
      remedy: 'Correct the number or the comparison.',
    });
    return;
  }
  const places = found.map((assertion) => draft.locate(assertionPath(draft, step, assertion)).place);
  const others = places.slice(0, -1).map(({ file, line }) => `${file}:${line}`);
  yield findingAt('PW3501', draft, path, {
    message: `These assertions can never hold together: ${listed(found.map(assertionText))}.`,
    given,
    allowed: 'assertions that one response can satisfy; all of a list must hold',
    remedy: `Delete or change one of them${others.length > 0 ? ` (the other: ${listed([...new Set(others)])})` : ''}; for «one of several» write { in: [a, b] }.`,
  });
}

function rangeOf({ subject, comparison }: Assertion): string {
  if (comparison.op === 'count') return 'whole numbers from 0';
  if (subject === 'status') return 'a status from 100 to 599';
  return ['duration', 'size', 'redirects'].includes(subject) ? 'from 0' : 'a comparison that some value satisfies';
}

function* overshadowed(draft: Draft, step: number, expect: readonly Assertion[]): Generator<Diagnostic> {
  for (const assertion of expect) {
    if (assertion.otherwise !== 'degraded') continue;
    const index = findOvershadow(expect, assertion);
    const down = index === undefined ? undefined : expect[index];
    if (!down) continue;
    yield findingAt(
      'PW3503',
      draft,
      assertionPath(draft, step, assertion),
      {
        message: `'else: degraded' of «${assertionText(assertion)}» never matters: whatever misses it also misses «${assertionText(down)}», and the probe is down.`,
        given: assertionText(assertion),
        allowed: 'a bound that is missed before the one that means down',
        remedy: 'Make the degraded one the stricter of the two, or delete it.',
      },
      'warning',
    );
  }
}

/** What is there to look at even when the attempt failed early. */
const ALWAYS_SEEN = new Set(['reason', 'duration', 'address']);

function* afterFailure(draft: Draft, step: number, expect: readonly Assertion[]): Generator<Diagnostic> {
  const failure = expect.find(({ subject }) => subject === 'reason');
  const value = failure?.comparison.op === 'equals' ? failure.comparison.value : undefined;
  if (typeof value !== 'string' || !isReason(value)) return;
  const phase = Math.max(...REASONS[value].phases.map((name) => PHASES.indexOf(name)));
  if (phase >= PHASES.indexOf('dialogue')) return;
  for (const assertion of expect) {
    const seen =
      ALWAYS_SEEN.has(assertion.subject) ||
      (phase === PHASES.indexOf('tls') && ['certificate', 'tls'].includes(assertion.subject));
    const path = assertionPath(draft, step, assertion);
    if (seen || !isDeclared(draft, step, path)) continue;
    yield findingAt('PW3501', draft, path, {
      message: `These assertions can never hold together: the probe must fail with ${value}, and then there is no ${assertion.subject} to look at.`,
      given: `reason ${value} · ${assertionText(assertion)}`,
      allowed: `beside the reason ${value}: duration and address`,
      remedy: `Delete the assertion on ${assertion.subject}, or the one on reason.`,
    });
  }
}

function isReason(value: string): value is keyof typeof REASONS {
  return Object.hasOwn(REASONS, value);
}

/** Whether somebody wrote the assertion; a default one stands at its step. */
function isDeclared(draft: Draft, step: number, path: ValuePath): boolean {
  return path.length > (stepPaths(draft)[step] ?? []).length;
}
