import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { child, type MapTree, nearest, originOf, pathIn } from '../tree/tree.ts';
import type { ValuePath } from '../types.ts';

type Details = Omit<Parameters<typeof finding>[1], 'origin' | 'path'>;

/** The configuration as one environment has it, with the place of every value, while it is read. */
export interface Section {
  readonly tree: MapTree;
  readonly findings: Diagnostic[];
  /** Takes the path of each file that is named. */
  readonly onFile: (path: string) => void;
}

export function report(section: Section, code: string, path: ValuePath, details: Details): void {
  const { tree, findings } = section;
  const about = { path: pathIn(tree, path), origin: originOf(nearest(tree, path).tree.site) };
  findings.push(finding(code, { ...details, ...about }));
}

/** The configuration with what the environment says otherwise. */
export function environmentTree(base: MapTree, name: string): MapTree {
  const own = child(child(base, 'environments'), name);
  if (own?.type !== 'map') return base;
  const entries = new Map(base.entries);
  for (const [key, entry] of own.entries) {
    const before = base.entries.get(key);
    const merges = MERGED.includes(key) && before?.value.type === 'map' && entry.value.type === 'map';
    const value: MapTree | undefined = merges
      ? { ...entry.value, entries: new Map([...before.value.entries, ...entry.value.entries]) }
      : undefined;
    entries.set(key, value ? { ...entry, value } : entry);
  }
  return { ...base, entries };
}

const MERGED: readonly string[] = ['tags', 'roles', 'hub', 'alarms'];
