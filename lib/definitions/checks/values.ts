import type { Assertion, Comparison, Scalar } from '../../model/assertion.ts';
import { closest } from '../../model/closest.ts';
import type { Diagnostic } from '../../model/plan.ts';
import { findingAt } from '../finding.ts';
import type { Draft, MeaningCheck } from '../types.ts';
import { RCODES } from './dns-names.ts';
import { assertionPath, correctLine } from './draft-tools.ts';

/** Facts with a closed set of values, as they are seen. */
const VOCABULARIES: Readonly<Record<string, { readonly values: readonly Scalar[]; readonly more?: RegExp }>> = {
  rcode: { values: RCODES, more: /^RCODE\d{1,4}$/ },
  'tls.version': { values: ['TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'] },
  version: { values: [1, 1.1, 2, 3] },
};

/** An expectation of a value that is never seen is a slip of the pen, or another program's name for it. */
export const checkValues: MeaningCheck = function* (drafts) {
  for (const draft of drafts) {
    for (const [step, { expect }] of draft.probe.steps.entries()) {
      for (const assertion of expect) yield* unknown(draft, step, assertion);
    }
  }
};

function* unknown(draft: Draft, step: number, assertion: Assertion): Generator<Diagnostic> {
  const { subject, field } = assertion;
  const vocabulary = VOCABULARIES[field === undefined ? subject : `${subject}.${field}`];
  if (!vocabulary) return;
  const { values, more } = vocabulary;
  for (const value of named(assertion.comparison)) {
    if (values.includes(value) || more?.test(String(value))) continue;
    const meant = nearest(String(value), values.map(String));
    const path = assertionPath(draft, step, assertion);
    const corrected = meant && correctLine(draft.locate(path), String(value), meant);
    yield findingAt('PW3505', draft, path, {
      message: `The ${field === undefined ? subject : `${subject} ${field}`} is never '${value}'.`,
      given: String(value),
      allowed: values.join(', '),
      ...(meant && { didYouMean: meant }),
      ...(corrected && { corrected }),
      remedy: `Write ${meant ? `'${meant}'` : 'one of those'}.`,
    });
  }
}

function nearest(given: string, values: readonly string[]): string | undefined {
  return values.find((value) => value.toLowerCase() === given.toLowerCase()) ?? closest(given, values);
}

function named(comparison: Comparison): Scalar[] {
  if (comparison.op === 'equals') return [comparison.value];
  if (comparison.op === 'not') return named(comparison.of);
  if (comparison.op !== 'in') return [];
  return comparison.values.flatMap((value) => (typeof value === 'object' && value !== null ? [] : [value]));
}
