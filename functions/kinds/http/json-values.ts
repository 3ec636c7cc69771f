import type { Scalar } from '../../../lib/model/assertion.ts';
import { FaultError } from '../../../lib/model/failure.ts';
import { type JsonPath, type JsonStep, parseJsonPath } from '../../../lib/model/json-path.ts';
import type { Seen } from '../../../lib/model/observation.ts';
import type { Fact } from '../../../lib/model/prober.ts';
import { bodyText } from './body-text.ts';

type Evidence = Seen<'http'>['evidence'];
/** A body read as JSON, or why it is none. */
type Document = { readonly value: unknown } | { readonly problem: string };

const documents = new WeakMap<Evidence, Document>();

function documentOf(evidence: Evidence): Document {
  let document = documents.get(evidence);
  if (!document) {
    try {
      document = { value: JSON.parse(bodyText(evidence)) };
    } catch (error) {
      document = { problem: error instanceof Error ? error.message : String(error) };
    }
    documents.set(evidence, document);
  }
  return document;
}

/** Why the body is no JSON, in words; undefined when it is. */
export function jsonProblem(evidence: Evidence): string | undefined {
  const document = documentOf(evidence);
  if (!('problem' in document)) return undefined;
  // Without the piece of the body that V8 quotes: cut on both sides, it could hold a part of a secret that nobody recognizes.
  return evidence.body.length === 0 ? 'it is empty' : document.problem.replace(/, (?:\.\.\.)?".*$/s, '');
}

/**
 * What a path finds in the body, as a fact. Facts are scalars, so:
 * - a path without `*` that finds an array gives its elements, so that `count` counts them and a comparison holds when
 *   any of them satisfies it;
 * - a path with `*` gives one value for each place that it finds;
 * - an object, and an array inside another or found by `*`, is given as its JSON text;
 * - undefined when nothing is found, or the body is no JSON; an empty array is found, and has no values.
 *
 * @throws FaultError PW5008 for a path that is none
 */
export function jsonFact(path: string, evidence: Evidence): Fact {
  const { found, many } = select(path, evidence);
  if (many) return found.length > 0 ? found.map(scalarOf) : undefined;
  const [value] = found;
  if (found.length === 0) return undefined;
  return Array.isArray(value) ? value.map(scalarOf) : scalarOf(value);
}

/** The first value that a path finds, as text for a later step; undefined for none and for null. */
export function jsonText(path: string, evidence: Evidence): string | undefined {
  const [value] = select(path, evidence).found;
  return value === undefined || value === null ? undefined : String(scalarOf(value));
}

function select(text: string, evidence: Evidence): { found: readonly unknown[]; many: boolean } {
  const path = parseJsonPath(text);
  if ('problem' in path) {
    throw new FaultError('PW5008', `The JSON path ${text} is not usable: at character ${path.at + 1}, ${path.problem}`);
  }
  const document = documentOf(evidence);
  const found = 'problem' in document ? [] : walk(path, document.value);
  return { found, many: path.some((step) => 'all' in step) };
}

function walk(path: JsonPath, value: unknown): unknown[] {
  return path.reduce<unknown[]>((values, step) => values.flatMap((one) => down(step, one)), [value]);
}

function down(step: JsonStep, value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('all' in step) return Array.isArray(value) ? value : Object.values(value);
  if ('index' in step)
    return Array.isArray(value) && -value.length <= step.index && step.index < value.length
      ? [value.at(step.index)]
      : [];
  return !Array.isArray(value) && Object.hasOwn(value, step.name) ? [Reflect.get(value, step.name)] : [];
}

function scalarOf(value: unknown): Scalar {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  try {
    return JSON.stringify(value);
  } catch (error) {
    // JSON.parse takes any depth, JSON.stringify does not; what a target sends is no fault of ours.
    if (error instanceof RangeError) return '(nested too deeply to be read)';
    throw error;
  }
}
