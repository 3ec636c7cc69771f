import type { Probe } from '../../model/probe.ts';
import { type MapTree, nearest, originOf, pathIn, plain } from '../tree/tree.ts';
import type { Draft } from '../types.ts';

export function createDraft(probe: Probe, tree: MapTree): Draft {
  let raw: Record<string, unknown> | undefined;
  return {
    probe,
    get raw() {
      raw ??= plain(tree) as Record<string, unknown>;
      return raw;
    },
    locate(path) {
      const { tree: at, depth } = nearest(tree, path);
      const origin = originOf(at.site);
      return depth < path.length ? { ...origin, layer: 'built-in' } : origin;
    },
    pathOf: (path) => pathIn(tree, path),
  };
}
