import { type Entry, list, type MapTree, map, type Tree } from '../tree/tree.ts';

/** Values that are taken as one, although they are maps: a body is never mixed of two layers. */
const WHOLE = new Set(['http.json', 'http.form', 'http.body', 'maintenance', 'activeHours']);
/** Keys of which only one can count: a later layer's replaces the others of an earlier. */
const EXCLUSIVE: ReadonlyMap<string, readonly string[]> = new Map([
  ['http', ['body', 'json', 'form']],
  ['http.auth', ['basic', 'bearer']],
]);

/** The later layer wins: maps merge, everything else replaces; `inherit` in a list of expectations stands for the earlier ones; null unsets. */
export function merge(earlier: MapTree, later: MapTree): MapTree {
  return mergeMaps(earlier, later, '');
}

/** Step by step, from the first layer to the last. */
export function mergeAll(layers: readonly MapTree[], last: MapTree): MapTree {
  const [first, ...rest] = [...layers, last];
  return (rest as MapTree[]).reduce(merge, first ?? last);
}

function mergeMaps(earlier: MapTree, later: MapTree, path: string): MapTree {
  const entries = new Map(earlier.entries);
  const group = EXCLUSIVE.get(path)?.filter((key) => later.entries.has(key)) ?? [];
  if (group.length > 0) for (const key of EXCLUSIVE.get(path) ?? []) entries.delete(key);
  for (const [key, entry] of later.entries) {
    const before = earlier.entries.get(key);
    entries.set(key, before && entries.has(key) ? { ...entry, value: mergeValues(before, entry, path, key) } : entry);
  }
  return map(entries, later.site);
}

function mergeValues(before: Entry, after: Entry, path: string, key: string): Tree {
  const at = path === '' ? key : `${path}.${key}`;
  if (before.value.type === 'map' && after.value.type === 'map' && !WHOLE.has(at)) {
    return mergeMaps(before.value, after.value, at);
  }
  if (key === 'expect') return inheritExpectations(before.value, after.value);
  return after.value;
}

/** Puts the earlier layer's expectations where `inherit` stands. */
function inheritExpectations(before: Tree, after: Tree): Tree {
  if (after.type !== 'list' || before.type !== 'list') return after;
  if (!after.items.some(isInherit)) return after;
  return list(
    after.items.flatMap((item) => (isInherit(item) ? before.items : [item])),
    after.site,
  );
}

const isInherit = (tree: Tree): boolean => tree.type === 'scalar' && tree.value === 'inherit';

/** What was unset is gone, and an `inherit` that found nothing before it. Inside a JSON body and expectations, null is a value. */
export function settled(merged: MapTree): MapTree {
  return without(merged, '');
}

function without(tree: MapTree, path: string): MapTree {
  const entries: [string, Entry][] = [];
  for (const [key, entry] of tree.entries) {
    const at = path === '' ? key : `${path}.${key}`;
    const { value } = entry;
    if (at === 'http.json') entries.push([key, entry]);
    else if (value.type === 'scalar' && value.value === null) continue;
    else if (key === 'expect' && value.type === 'list')
      entries.push([key, { ...entry, value: withoutInherit(value.items, value) }]);
    else if (at === 'steps' && value.type === 'list') {
      const steps = value.items.map((step) => (step.type === 'map' ? without(step, '') : step));
      entries.push([key, { ...entry, value: list(steps, value.site) }]);
    } else entries.push([key, value.type === 'map' ? { ...entry, value: without(value, at) } : entry]);
  }
  return map(entries, tree.site);
}

const withoutInherit = (items: readonly Tree[], { site }: Tree): Tree =>
  list(
    items.filter((item) => !isInherit(item)),
    site,
  );

/** Each step as it would stand alone: its settings come after the probe's own, its expectations replace the probe's or inherit them. */
export function withStepsMerged(probe: MapTree): MapTree {
  const steps = probe.entries.get('steps');
  if (steps?.value.type !== 'list') return probe;
  const items = steps.value.items.map((step) => (step.type === 'map' ? stepAlone(probe, step) : step));
  return map([...probe.entries, ['steps', { ...steps, value: list(items, steps.value.site) }]], probe.site);
}

function stepAlone(probe: MapTree, step: MapTree): MapTree {
  const base = [...probe.entries].filter(([key]) => key === 'http' || key === 'expect');
  return mergeMaps(map(base, step.site), step, '');
}
