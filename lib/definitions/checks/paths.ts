import { parseJsonPath } from '../../model/json-path.ts';
import type { Diagnostic } from '../../model/plan.ts';
import { findingAt } from '../finding.ts';
import type { Draft, MeaningCheck, ValuePath } from '../types.ts';
import { assertionPath, correctLine, rawAt, stepPaths } from './draft-tools.ts';

/** JSON paths and header names, in assertions and captures, lead somewhere. */
export const checkPaths: MeaningCheck = function* (drafts) {
  for (const draft of drafts) {
    for (const [index, { expect, capture }] of draft.probe.steps.entries()) {
      for (const assertion of expect) {
        const { subject, field = '' } = assertion;
        if (subject === 'json') yield* jsonPath(draft, assertionPath(draft, index, assertion), field);
        if (subject === 'header') yield* headerName(draft, assertionPath(draft, index, assertion), field);
      }
      for (const { name, from } of capture) {
        const path = capturePath(draft, index, name);
        if ('json' in from) yield* jsonPath(draft, path, from.json);
        if ('header' in from) yield* headerName(draft, path, from.header);
      }
    }
  }
};

function capturePath(draft: Draft, step: number, name: string): ValuePath {
  const path = [...(stepPaths(draft)[step] ?? []), 'capture', name];
  for (const key of ['json', 'header']) if (rawAt(draft, [...path, key]) !== undefined) return [...path, key];
  return path;
}

function* jsonPath(draft: Draft, path: ValuePath, text: string): Generator<Diagnostic> {
  const read = parseJsonPath(text);
  if (!('problem' in read)) return;
  const rooted = `$${/^[.[]/.test(text) ? '' : '.'}${text}`;
  const meant = text.startsWith('$') || 'problem' in parseJsonPath(rooted) ? undefined : rooted;
  const corrected = meant && correctLine(draft.locate(path), text, meant, { quote: false, anywhere: true });
  yield findingAt('PW3504', draft, path, {
    message: `The JSON path ${text} cannot be read at character ${read.at + 1}: ${read.problem}.`,
    given: text,
    allowed: "$ and steps: .name, ['any name'], [0], [-1] for the last, [*] for all; such as $.items[0].id",
    ...(meant && { didYouMean: meant }),
    ...(corrected && { corrected }),
    remedy: meant ? `Write ${meant}.` : 'Write the path in those steps.',
  });
}

function* headerName(draft: Draft, path: ValuePath, name: string): Generator<Diagnostic> {
  if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return;
  const meant = name
    .trim()
    .replace(/:$/, '')
    .replaceAll(/[^!#$%&'*+.^_`|~0-9A-Za-z-]+/g, '-');
  const corrected = correctLine(draft.locate(path), name, meant);
  yield findingAt('PW3406', draft, path, {
    message: `'${name}' cannot be the name of a header.`,
    given: name,
    allowed: 'letters, digits and hyphens, without spaces or colons',
    ...(meant !== '' && { didYouMean: meant }),
    ...(corrected && { corrected }),
    remedy: 'Write the name of the header alone.',
  });
}
