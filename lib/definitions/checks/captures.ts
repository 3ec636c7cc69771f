import type { Diagnostic } from '../../model/plan.ts';
import { parseTemplate } from '../../model/template.ts';
import { findingAt } from '../finding.ts';
import type { Draft, MeaningCheck } from '../types.ts';
import { stepPaths, texts } from './draft-tools.ts';

const BUILT_IN = new Set(['timestamp', 'random']);

/** Steps, and values that go from one to the next. */
export const checkCaptures: MeaningCheck = function* (drafts) {
  for (const draft of drafts) {
    yield* stepNames(draft);
    yield* captureNames(draft);
    yield* unused(draft);
  }
};

function* stepNames(draft: Draft): Generator<Diagnostic> {
  const paths = stepPaths(draft);
  const seen = new Set<string>();
  for (const [index, { name }] of draft.probe.steps.entries()) {
    if (name === undefined) continue;
    if (seen.has(name)) {
      yield findingAt('PW3604', draft, [...(paths[index] ?? []), 'name'], {
        message: `Two steps have the name '${name}'; results could not tell them apart.`,
        given: name,
        allowed: 'a name that no other step of the probe has',
        remedy: 'Rename one of the two.',
      });
    }
    seen.add(name);
  }
}

function* captureNames(draft: Draft): Generator<Diagnostic> {
  const seen = new Set<string>();
  for (const [step, { capture }] of draft.probe.steps.entries()) {
    for (const { name } of capture) {
      const path = [...(stepPaths(draft)[step] ?? []), 'capture', name];
      const problem = nameProblem(name, seen);
      seen.add(name);
      if (!problem) continue;
      yield findingAt('PW3603', draft, path, {
        message: problem,
        given: name,
        allowed: 'letters, digits and _, each name once in a probe, and none of timestamp, random',
        remedy: 'Give the capture another name, and use that one in the steps after it.',
      });
    }
  }
}

function nameProblem(name: string, seen: ReadonlySet<string>): string | undefined {
  if (BUILT_IN.has(name)) return `'\${${name}}' has a meaning already, so nothing can be captured under that name.`;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `'${name}' cannot be the name of a capture.`;
  return seen.has(name) ? `The name '${name}' is captured twice, so '\${${name}}' would have two meanings.` : undefined;
}

/** A capture that nothing after its step reads. */
function* unused(draft: Draft): Generator<Diagnostic> {
  for (const [step, { capture }] of draft.probe.steps.entries()) {
    const later = draft.probe.steps.slice(step + 1);
    const used = new Set([...texts(later)].flatMap(([text]) => namesIn(text)));
    for (const name of namesIn(draft.probe.target)) used.add(name);
    for (const { name } of capture) if (!used.has(name)) yield neverUsed(draft, name, step);
  }
}

function namesIn(text: string): string[] {
  return parseTemplate(text).parts.flatMap((part) =>
    'ref' in part && !part.ref.includes(':') && !BUILT_IN.has(part.ref) && !/^\d+$/.test(part.ref) ? [part.ref] : [],
  );
}

function neverUsed(draft: Draft, name: string, step: number): Diagnostic {
  const path = [...(stepPaths(draft)[step] ?? []), 'capture', name];
  const later = draft.probe.steps.slice(step + 1).length > 0;
  return findingAt(
    'PW3601',
    draft,
    path,
    {
      message: `The capture '${name}' is never used${later ? '' : ': no step comes after it'}.`,
      given: name,
      allowed: `a capture that a later step uses as \${${name}}`,
      remedy: `Use \${${name}} in a later step, or delete the capture (an assertion on the value needs none).`,
    },
    'warning',
  );
}
