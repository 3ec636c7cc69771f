import type { Diagnostic } from '../../model/plan.ts';
import { findingAt } from '../finding.ts';
import type { Draft, MeaningCheck } from '../types.ts';
import { correctLine } from './draft-tools.ts';
import { RESERVED_LABELS, RESERVED_PREFIXES } from './reserved-labels.ts';

const MOST = 20;
const LONGEST_NAME = 64;
const LONGEST_VALUE = 256;

/** A person's labels become labels of every series of the probe: they must fit Prometheus and stay out of ours. */
export const checkLabels: MeaningCheck = function* (drafts) {
  for (const draft of drafts) {
    const names = Object.keys(draft.probe.labels);
    for (const name of names) {
      yield* judgeName(draft, name);
      yield* judgeValue(draft, name);
    }
    yield* colliding(draft, names);
    if (names.length > MOST) {
      yield findingAt('PW3304', draft, ['labels'], {
        message: `The probe has ${names.length} labels; every one makes every series of it longer.`,
        given: `${names.length} labels`,
        allowed: `at most ${MOST}`,
        remedy: 'Keep what you filter, group or route by; put the rest into description or links.',
      });
    }
  }
};

function* judgeName(draft: Draft, name: string): Generator<Diagnostic> {
  const path = ['labels', name];
  if (RESERVED_LABELS.has(name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix))) {
    const other = `my_${name.replace(/^(?:__|exported_)/, '')}`;
    const corrected = correctLine(draft.locate(path), `${name}:`, `${other}:`);
    yield findingAt('PW3301', draft, path, {
      message: `The label '${name}' is Probewright's or Prometheus's own.`,
      given: name,
      allowed: `any name but ${[...RESERVED_LABELS].sort().join(' ')}, and those that begin with ${RESERVED_PREFIXES.join(' or ')}`,
      ...(corrected && { corrected }),
      remedy: `Give it another name, such as '${other}'.`,
    });
  } else if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) || name.length > LONGEST_NAME) {
    const meant = sanitised(name);
    const corrected = correctLine(draft.locate(path), `${name}:`, `${meant}:`);
    yield findingAt('PW3302', draft, path, {
      message: `'${name}' cannot be the name of a label.`,
      given: name.length > LONGEST_NAME ? `${name.length} characters` : name,
      allowed: `letters, digits and _, not beginning with a digit, at most ${LONGEST_NAME} characters`,
      didYouMean: meant,
      ...(corrected && { corrected }),
      remedy: 'Rename the label.',
    });
  }
}

/** The nearest name that Prometheus takes. */
function sanitised(name: string): string {
  return name
    .replaceAll(/[^a-zA-Z0-9_]/g, '_')
    .replace(/^(?=\d|$)/, '_')
    .slice(0, LONGEST_NAME);
}

function* judgeValue(draft: Draft, name: string): Generator<Diagnostic> {
  const value = draft.probe.labels[name] ?? '';
  const path = ['labels', name];
  if (value === '') {
    yield findingAt('PW3305', draft, path, {
      message: `The label '${name}' is empty; to Prometheus an empty label is no label.`,
      given: "''",
      allowed: 'at least one character',
      remedy: 'Give it a value or delete it (null unsets one that a layer above has set).',
    });
  } else if (value.length > LONGEST_VALUE) {
    yield findingAt('PW3305', draft, path, {
      message: `The value of the label '${name}' is too long; it would stand in every sample of the probe.`,
      given: `${value.length} characters`,
      allowed: `at most ${LONGEST_VALUE}`,
      remedy: 'Shorten it; long texts belong into description or links.',
    });
  }
}

function* colliding(draft: Draft, names: readonly string[]): Generator<Diagnostic> {
  const first = new Map<string, string>();
  for (const name of names) {
    const key = sanitised(name).toLowerCase();
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, name);
      continue;
    }
    yield findingAt('PW3303', draft, ['labels', name], {
      message: `The labels '${other}' and '${name}' are the same but for case or punctuation, and would be mistaken for each other.`,
      given: `${other}, ${name}`,
      allowed: 'names that differ in more than that',
      remedy: `Keep one of the two.`,
    });
  }
}
