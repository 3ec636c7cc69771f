import { SUBJECTS } from '../../model/assertion.ts';
import { closest } from '../../model/closest.ts';
import { type FailureReason, type PhaseName, REASONS } from '../../model/failure.ts';
import type { Diagnostic } from '../../model/plan.ts';
import type { ProbeKind } from '../../model/settings.ts';
import { findingAt } from '../finding.ts';
import type { Draft, MeaningCheck } from '../types.ts';
import { assertionPath, correctLine, rawAt } from './draft-tools.ts';

const PHASES_OF_KIND: Readonly<Record<ProbeKind, readonly PhaseName[]>> = {
  http: ['resolve', 'connect', 'tls', 'processing', 'transfer', 'expect', 'capture'],
  tcp: ['resolve', 'connect', 'tls', 'dialogue', 'expect'],
  tls: ['resolve', 'connect', 'tls', 'dialogue', 'expect'],
  dns: ['resolve', 'connect', 'tls', 'request', 'expect'],
};

/** What else asserts the subject of a reason. */
const OTHER_SUBJECTS: Readonly<Record<string, string>> = { url: 'redirects', serial: 'answer', flag: 'answer' };

/** Reasons to retry on, or to expect, that the kind never gives would wait for ever. */
export const checkReasons: MeaningCheck = function* (drafts) {
  for (const draft of drafts) {
    for (const [index, reason] of draft.probe.retry.reasons.entries()) {
      const path = Array.isArray(rawAt(draft, ['retry', 'reasons']))
        ? ['retry', 'reasons', index]
        : ['retry', 'reasons'];
      yield* impossible(draft, path, reason);
    }
    for (const [step, { expect }] of draft.probe.steps.entries()) {
      for (const assertion of expect) {
        const { comparison, subject } = assertion;
        if (subject !== 'reason') continue;
        const values =
          comparison.op === 'equals' ? [comparison.value] : comparison.op === 'in' ? comparison.values : [];
        for (const value of values)
          if (typeof value === 'string') yield* impossible(draft, assertionPath(draft, step, assertion), value);
      }
    }
  }
};

/** The reasons that a probe of this kind can give. */
function reasonsOf(kind: ProbeKind): readonly FailureReason[] {
  const subjects = new Set(
    Object.keys(SUBJECTS[kind]).flatMap((subject) => [subject, OTHER_SUBJECTS[subject] ?? subject]),
  );
  return (Object.keys(REASONS) as FailureReason[]).filter((reason) => {
    const subject = /^(.*)_unexpected$/.exec(reason)?.[1];
    if (subject !== undefined) return subjects.has(subject);
    const phases: readonly PhaseName[] = REASONS[reason].phases;
    return phases.some((phase) => PHASES_OF_KIND[kind].includes(phase));
  });
}

function* impossible(draft: Draft, path: readonly (string | number)[], reason: string): Generator<Diagnostic> {
  const { kind } = draft.probe;
  const possible = reasonsOf(kind);
  if ((possible as readonly string[]).includes(reason)) return;
  const known = Object.hasOwn(REASONS, reason);
  const meant = known ? undefined : closest(reason, possible);
  const corrected = meant && correctLine(draft.locate(path), reason, meant);
  yield findingAt('PW3105', draft, path, {
    message: known
      ? `A probe of kind ${kind} never fails with the reason ${reason}.`
      : `There is no reason '${reason}'.`,
    given: reason,
    allowed: possible.join(' '),
    ...(meant && { didYouMean: meant }),
    ...(corrected && { corrected }),
    remedy: 'Name a reason of that list.',
  });
}
