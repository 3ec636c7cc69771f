import { type Entry, list, type MapTree, map, type ScalarTree, scalar, type Tree } from '../tree/tree.ts';

/** Shorthands become what they stand for, so that layers merge key by key. Whatever has another shape stays as it is. */
export function widen(layer: MapTree): MapTree {
  return changed(layer, {
    alert: (value) => keyed(value, 'policy', 'string'),
    objective: (value) => keyed(value, 'percent', 'number'),
    retry: (value) => keyed(value, 'attempts', 'number'),
    locations: (value) => (isScalar(value) && value.value !== null ? list([value], value.site) : value),
    labels: texts,
    links: texts,
    http: (value) => inMap(value, { redirects: redirects, headers: headerTexts, form: headerTexts }),
    tcp: (value) => inMap(value, { tls: secure }),
    steps: (value) =>
      value.type === 'list'
        ? list(
            value.items.map((step) =>
              inMap(step, {
                http: (http) => inMap(http, { redirects: redirects, headers: headerTexts, form: headerTexts }),
              }),
            ),
            value.site,
          )
        : value,
  });
}

type Change = (value: Tree) => Tree;
const isScalar = (value: Tree): value is ScalarTree => value.type === 'scalar';

function changed(tree: MapTree, changes: Readonly<Record<string, Change>>): MapTree {
  let entries: Map<string, Entry> | undefined;
  for (const [key, change] of Object.entries(changes)) {
    const entry = tree.entries.get(key);
    if (!entry) continue;
    const value = change(entry.value);
    if (value === entry.value) continue;
    entries ??= new Map(tree.entries);
    entries.set(key, { ...entry, value });
  }
  return entries ? map(entries, tree.site) : tree;
}

const inMap = (tree: Tree, changes: Readonly<Record<string, Change>>): Tree =>
  tree.type === 'map' ? changed(tree, changes) : tree;

/** `page` → `{ policy: page }`; a `${…}` stands for the same short form. */
function keyed(value: Tree, key: string, type: 'string' | 'number'): Tree {
  if (!isScalar(value) || value.value === null) return value;
  if (typeof value.value !== type && !String(value.value).includes('${')) return value;
  return map([[key, { keySite: value.site, value }]], value.site);
}

/** Labels are text: `version: 1.10` is `1.10`, as it was written. */
function texts(value: Tree): Tree {
  if (value.type !== 'map') return value;
  return map(
    [...value.entries].map(([key, entry]) => [key, { ...entry, value: text(entry.value) }] as const),
    value.site,
  );
}

function text(value: Tree): Tree {
  if (!isScalar(value) || value.value === null || typeof value.value === 'string') return value;
  return { ...value, value: value.written ?? String(value.value) };
}

function headerTexts(value: Tree): Tree {
  if (value.type !== 'map') return value;
  return map(
    [...value.entries].map(([key, entry]) => {
      const each =
        entry.value.type === 'list' ? list(entry.value.items.map(text), entry.value.site) : text(entry.value);
      return [key, { ...entry, value: each }] as const;
    }),
    value.site,
  );
}

/** `redirects: false` is none; true is the default. */
function redirects(value: Tree): Tree {
  if (!isScalar(value) || typeof value.value !== 'boolean') return value;
  return scalar(value.value ? 10 : 0, value.site);
}

/** `tls: true` is TLS with nothing special. */
function secure(value: Tree): Tree {
  return isScalar(value) && value.value === true ? map([], value.site) : value;
}
