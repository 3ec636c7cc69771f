import type { Tree } from '../tree/tree.ts';
import { MOST_DEPTH } from './depth.ts';

/** A file may make so many values, aliases counted each time they are used. */
const MOST_VALUES = 100_000;

/** How many values and levels each collection has with its aliases expanded: a bomb is seen before it goes off. */
export class Extents {
  readonly #known = new Map<Tree, { readonly values: number; readonly depth: number }>();

  /** Measures a collection whose parts were measured before; what there is too much of, if anything. */
  add(tree: Tree): 'values' | 'depth' | undefined {
    let values = 1;
    let depth = 0;
    for (const part of partsOf(tree)) {
      const extent = this.#known.get(part);
      values += extent?.values ?? 1;
      depth = Math.max(depth, extent?.depth ?? 0);
    }
    if (values > MOST_VALUES) return 'values';
    if (depth >= MOST_DEPTH) return 'depth';
    this.#known.set(tree, { values, depth: depth + 1 });
    return undefined;
  }
}

function partsOf(tree: Tree): readonly Tree[] {
  if (tree.type === 'list') return tree.items;
  return tree.type === 'map' ? [...tree.entries.values()].map(({ value }) => value) : [];
}
