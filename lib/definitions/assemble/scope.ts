import type { Known, Scope } from '../layers/scope.ts';
import { textOf } from '../shape/shape-findings.ts';
import { child, type MapTree } from '../tree/tree.ts';
import type { ValuePath } from '../types.ts';
import type { Findings } from './findings.ts';

/** What `${…}` may name in a merged probe: known names, and captures of the steps before. */
export function scopeOf(known: ReadonlyMap<string, Known>, merged: MapTree, findings: Findings): Scope {
  const steps = child(merged, 'steps');
  const captured = (steps?.type === 'list' ? steps.items : []).map((step) => {
    const captures = child(step, 'capture');
    return captures?.type === 'map' ? [...captures.entries.keys()] : [];
  });
  const probe = textOf(merged, 'name');
  return {
    known,
    ...(probe !== undefined && { probe }),
    captures: (path: ValuePath) => {
      const step = path[0] === 'steps' && typeof path[1] === 'number' ? path[1] : 0;
      // The probe's own settings are part of every step, and are judged there.
      const upTo = path[0] === 'steps' ? step : captured.length;
      return { before: new Set(captured.slice(0, upTo).flat()), later: new Set(captured.slice(upTo).flat()) };
    },
    report: (one) => findings.add(one),
  };
}
