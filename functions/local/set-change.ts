import type { Probe } from '../../lib/model/probe.ts';
import type { Entry } from './runner.ts';

/** Names. */
export interface SetChange {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** What is new, gone, or says something else than before. */
export function changeBetween(before: ReadonlyMap<string, Entry>, now: ReadonlyMap<string, Entry>): SetChange {
  const isChanged = (name: string, { probe }: Entry) => {
    const old = before.get(name);
    return old !== undefined && !isSame(old.probe, probe);
  };
  return {
    added: [...now.keys()].filter((name) => !before.has(name)),
    changed: [...now].filter(([name, entry]) => isChanged(name, entry)).map(([name]) => name),
    removed: [...before.keys()].filter((name) => !now.has(name)),
  };
}

/** Whether two definitions are the same but for the place where they stand. */
export function isSame({ source: _a, ...a }: Probe, { source: _b, ...b }: Probe): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
