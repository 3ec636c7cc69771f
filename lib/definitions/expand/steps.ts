import type { WrittenProbe } from '../../authoring/options.ts';
import type { OptionsByKind } from '../../authoring/settings-options.ts';
import type { StepOf } from '../../model/probe.ts';
import type { ProbeKind } from '../../model/settings.ts';
import type { ValuePath } from '../types.ts';
import { expandExpectations } from './assertions.ts';
import { expandCapture } from './capture.ts';
import type { Expansion } from './expansion.ts';
import { expandSettings } from './settings.ts';

/** The steps of a probe; one that declares none has exactly one, without a name. */
export function expandSteps<K extends ProbeKind>(kind: K, written: WrittenProbe, expansion: Expansion): StepOf<K>[] {
  const { steps, expect } = written;
  // What stands under the name of a kind has the shape of that kind's options: the schema has seen to it.
  const settings = (from: { readonly [key in ProbeKind]?: unknown }) => (from[kind] ?? {}) as OptionsByKind[K];
  const step = (options: OptionsByKind[K], expectations: WrittenProbe['expect'], path: ValuePath) => ({
    settings: expandSettings(kind, options, [...path, kind], expansion),
    expect: expandExpectations(withoutInherit(expectations), [...path, 'expect'], expansion),
  });
  if (!steps) return [{ ...step(settings(written), expect, []), capture: [] }];
  return steps.map((one, index) => {
    const path = ['steps', index];
    const captures = Object.entries(one.capture ?? {});
    return {
      name: one.name,
      ...step(settings(one), one.expect, path),
      capture: captures.map(([name, from]) => expandCapture(name, from, [...path, 'capture', name], expansion)),
    };
  });
}

/** Merging has put the earlier expectations in the place of `inherit`. */
function withoutInherit(items: WrittenProbe['expect'] = []): Parameters<typeof expandExpectations>[0] {
  return items.filter((item) => item !== 'inherit') as Parameters<typeof expandExpectations>[0];
}
