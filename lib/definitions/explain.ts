import { assertionText } from './checks/comparison-text.ts';
import { isWritten, stepPaths } from './checks/draft-tools.ts';
import { durationText } from './checks/words.ts';
import { pathText } from './tree/tree.ts';
import type { Draft, ExplainedValue, Explanation, ValuePath } from './types.ts';

/** Lists of these are one value: their items say something only together. */
const WHOLE = new Set(['expect', 'dialogue', 'locations']);

/** What the settings of a plan are called in a definition, where that differs. */
const WRITTEN_NAMES: Readonly<Record<string, string>> = {
  maxRedirects: 'redirects',
  maxBodyBytes: 'maxBody',
  maxReadBytes: 'maxRead',
  secure: 'tls',
};

/** Every value of a probe that a layer gave, in the order written, then every default that nobody replaced. */
export function explain(draft: Draft): Explanation {
  const given = [...leaves(draft, draft.raw, [])];
  return { probe: draft.probe, values: [...given, ...defaults(draft)] };
}

function* leaves(draft: Draft, value: unknown, path: ValuePath): Generator<ExplainedValue> {
  const inList = WHOLE.has(String(path.at(-2))) && typeof path.at(-1) === 'number';
  if (Array.isArray(value) && value.some((item) => typeof item === 'object')) {
    for (const [index, item] of value.entries()) yield* leaves(draft, item, [...path, index]);
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value) && !inList) {
    for (const [key, item] of Object.entries(value)) yield* leaves(draft, item, [...path, key]);
  } else if (value !== undefined) {
    yield { path: pathText(path), value: flow(value), origin: draft.locate(path) };
  }
}

function* defaults(draft: Draft): Generator<ExplainedValue> {
  const { probe } = draft;
  const all: readonly (readonly [ValuePath, string])[] = [
    [['interval'], durationText(probe.intervalMs)],
    [['timeout'], durationText(probe.timeoutMs)],
    [['locations'], flow(probe.locations)],
    [['job'], probe.job],
    [['retry', 'attempts'], String(probe.retry.attempts)],
    [['enabled'], String(probe.enabled)],
    [['muted'], String(probe.muted)],
  ];
  for (const [path, value] of all) if (!isWritten(draft, path)) yield builtIn(draft, path, value);
  for (const [index, base] of stepPaths(draft).entries()) {
    const step = probe.steps[index];
    if (!step) continue;
    if (!isWritten(draft, [...base, 'expect'])) {
      for (const assertion of step.expect) yield builtIn(draft, [...base, 'expect'], assertionText(assertion));
    }
    for (const [key, value] of Object.entries(step.settings)) {
      const path = [...base, probe.kind, WRITTEN_NAMES[key] ?? key];
      if (!isWritten(draft, path) && typeof value !== 'object') yield builtIn(draft, path, settingText(key, value));
    }
  }
}

function builtIn(draft: Draft, path: ValuePath, value: string): ExplainedValue {
  const origin = draft.locate(path);
  const layer = origin.layer === 'config' ? 'config' : 'built-in';
  return { path: pathText(path), value, origin: { place: origin.place, layer } };
}

function settingText(key: string, value: unknown): string {
  if (key.endsWith('Bytes') && typeof value === 'number' && value % 1024 === 0) {
    return value % 1_048_576 === 0 ? `${value / 1_048_576}MiB` : `${value / 1024}KiB`;
  }
  return flow(value);
}

/** A value in one line, as YAML's flow style has it. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).map(([key, item]) => `${key}: ${flow(item)}`);
    return `{ ${pairs.join(', ')} }`;
  }
  return typeof value === 'string' && /[\n,[\]{}]|: | #|^$/.test(value) ? JSON.stringify(value) : String(value);
}
