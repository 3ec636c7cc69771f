import type { Diagnostic } from '../../model/plan.ts';
import { parseTemplate } from '../../model/template.ts';
import { findingAt } from '../finding.ts';
import type { Draft, MeaningCheck } from '../types.ts';
import { correctLine } from './draft-tools.ts';
import { findTargetProblem, TARGET_FORMS } from './target-syntax.ts';

/** Targets are of the form that their kind needs. */
export const checkTargets: MeaningCheck = function* (drafts) {
  for (const draft of drafts) yield* form(draft);
};

function* form(draft: Draft): Generator<Diagnostic> {
  const { kind, target } = draft.probe;
  if (parseTemplate(target).parts.some((part) => 'ref' in part)) return;
  const problem = findTargetProblem(kind, target);
  if (!problem) return;
  const { allowed, example } = TARGET_FORMS[kind];
  const { message, suggestion } = problem;
  const corrected = suggestion && correctLine(draft.locate(['target']), target, suggestion);
  yield findingAt('PW3401', draft, ['target'], {
    message,
    given: target,
    allowed: `${allowed}, such as ${example}`,
    ...(suggestion && target !== '' && { didYouMean: suggestion }),
    ...(corrected && { corrected }),
    remedy: suggestion ? `Write 'target: ${suggestion}', if that is what you meant.` : `Write ${allowed}.`,
  });
}
