import type { Origin } from '../types.ts';
import type { SourceText } from './source-text.ts';

/** Where a value stands. */
export interface Site {
  readonly source: SourceText;
  readonly line: number;
  readonly column: number;
  readonly layer: string;
  /** As a person finds it in the file: `probes[0].http.method`. */
  readonly path: string;
}

export type ScalarValue = string | number | boolean | null;

/** What was written, with the place of every value; layers are merged as trees, so that places survive. */
export type Tree = ScalarTree | MapTree | ListTree;
export interface ScalarTree {
  readonly type: 'scalar';
  readonly value: ScalarValue;
  /** As it stands in the file, quotes included; undefined in TypeScript. */
  readonly written?: string;
  readonly site: Site;
}
export interface MapTree {
  readonly type: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly site: Site;
}
export interface Entry {
  readonly keySite: Site;
  readonly value: Tree;
}
export interface ListTree {
  readonly type: 'list';
  readonly items: readonly Tree[];
  readonly site: Site;
}

export const scalar = (value: ScalarValue, site: Site): ScalarTree => ({ type: 'scalar', value, site });
export const map = (entries: Iterable<readonly [string, Entry]>, site: Site): MapTree => ({
  type: 'map',
  entries: new Map(entries),
  site,
});
export const list = (items: readonly Tree[], site: Site): ListTree => ({ type: 'list', items, site });

export function originOf(site: Site): Origin {
  const line = site.source.line(site.line);
  return {
    place: { file: site.source.name, line: site.line, column: site.column },
    layer: site.layer,
    ...(line !== undefined && { line }),
  };
}

/** The plain value. */
export function plain(tree: Tree): unknown {
  if (tree.type === 'scalar') return tree.value;
  if (tree.type === 'list') return tree.items.map(plain);
  return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, plain(value)]));
}

/** The value of a key, if the tree is a map that has it. */
export function child(tree: Tree | undefined, key: string | number): Tree | undefined {
  if (tree?.type === 'map') return tree.entries.get(String(key))?.value;
  if (tree?.type === 'list' && typeof key === 'number') return tree.items[key];
  return undefined;
}

/** The value at a path, or the nearest that holds it. */
export function nearest(
  tree: Tree,
  path: readonly (string | number)[],
): { readonly tree: Tree; readonly depth: number } {
  let at = tree;
  for (const [depth, key] of path.entries()) {
    const next = child(at, key);
    if (!next) return { tree: at, depth };
    at = next;
  }
  return { tree: at, depth: path.length };
}

/** `http.headers["X-A b"]`, `probes[0].name`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, key) => joinPath(text, key), '');
}

export function joinPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!/^[\w$-][\w$.-]*$/.test(key) || key.includes('.')) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** The path of a value as a person finds it in the file that gave it, or would give it. */
export function pathIn(tree: Tree, path: readonly (string | number)[]): string {
  const { tree: at, depth } = nearest(tree, path);
  return path.slice(depth).reduce<string>(joinPath, at.site.path);
}
