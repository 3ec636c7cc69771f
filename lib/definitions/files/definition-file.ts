import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { widen } from '../layers/widen.ts';
import { fileSchema } from '../schema/file.ts';
import { defaultsSchema } from '../schema/probe.ts';
import { shapeFindings, textOf } from '../shape/shape-findings.ts';
import type { About } from '../shape/tell-problem.ts';
import type { SourceText } from '../tree/source-text.ts';
import { child, type Entry, list, type MapTree, map, originOf, type Site, type Tree } from '../tree/tree.ts';
import type { ValuePath } from '../types.ts';
import type { ReadYaml } from '../yaml/parse-yaml.ts';

/** What a file `*.probe.yaml` holds, widened. */
export interface DefinitionFile {
  readonly defaults?: MapTree;
  readonly each?: MapTree;
  readonly probes: readonly MapTree[];
}

/** The layers of a definition file, by its top-level keys. */
export const layerOfFile = (topKey: string): string =>
  topKey === 'defaults' ? 'file defaults' : topKey === 'each' ? 'each' : 'probe';

/** Holds what was read against the schema, and takes it apart. */
export function definitionFile({ source, tree, findings }: ReadYaml): {
  file?: DefinitionFile;
  findings: Diagnostic[];
} {
  if (!tree) return { findings: findings.length > 0 ? [...findings] : [empty(source)] };
  if (tree.type === 'list') return { findings: [...findings, onlyList(tree.site)] };
  const widened = tree.type === 'map' ? widenFile(tree) : tree;
  const all = [...findings, ...shapeFindings(fileSchema, widened, (path) => aboutEntry(widened, path))];
  const defaults = mapOf(child(widened, 'defaults'));
  const each = mapOf(child(widened, 'each'));
  const probes = child(widened, 'probes');
  const file = {
    ...(defaults && { defaults }),
    ...(each && { each }),
    probes: probes?.type === 'list' ? probes.items.filter((item) => item.type === 'map') : [],
  };
  if (probes?.type === 'list' && probes.items.length === 0) all.push(empty(source));
  return { file, findings: all };
}

/** A file `_defaults.yaml`: one layer. */
export function defaultsFile({ tree, findings }: ReadYaml): { layer?: MapTree; findings: Diagnostic[] } {
  // An empty file, or one of comments only, gives nothing.
  if (!tree || (tree.type === 'scalar' && tree.value === null)) return { findings: [...findings] };
  const widened = tree.type === 'map' ? widen(tree) : tree;
  const all = [...findings, ...shapeFindings(defaultsSchema, widened)];
  return { findings: all, ...(widened.type === 'map' && { layer: widened }) };
}

/** The name and kind of the entry that a path leads into, as far as it says them itself. */
function aboutEntry(file: Tree, [top, index]: ValuePath): About {
  const entry = top === 'probes' && typeof index === 'number' ? child(child(file, 'probes'), index) : undefined;
  const kind = textOf(entry, 'kind') ?? textOf(child(file, 'defaults'), 'kind');
  return { probe: textOf(entry, 'name'), kind };
}

const mapOf = (tree: Tree | undefined): MapTree | undefined => (tree?.type === 'map' ? tree : undefined);

function widenFile(file: MapTree): MapTree {
  const entries = [...file.entries].map(
    ([key, entry]) => [key, { ...entry, value: widenPart(key, entry.value) }] as const,
  );
  return map(entries, file.site);
}

function widenPart(key: string, value: Tree): Tree {
  if (key === 'defaults' && value.type === 'map') return widen(value);
  if (key === 'probes' && value.type === 'list') {
    return list(
      value.items.map((item) => (item.type === 'map' ? widen(item) : item)),
      value.site,
    );
  }
  return key === 'each' && value.type === 'map' ? eachOf(value, widenAxis) : value;
}

function eachOf(tree: MapTree, change: (value: Tree) => Tree): MapTree {
  return map(
    [...tree.entries].map(([key, entry]): [string, Entry] => [key, { ...entry, value: change(entry.value) }]),
    tree.site,
  );
}

function widenAxis(axis: Tree): Tree {
  if (axis.type === 'list') return list(axis.items.map(widenSet), axis.site);
  return axis.type === 'map' ? eachOf(axis, widenSet) : axis;
}

function widenSet(fields: Tree): Tree {
  const set = fields.type === 'map' ? fields.entries.get('set') : undefined;
  if (fields.type !== 'map' || set?.value.type !== 'map') return fields;
  return map([...fields.entries, ['set', { ...set, value: widen(set.value) }]], fields.site);
}

function onlyList(site: Site): Diagnostic {
  return finding('PW2002', {
    message: 'The file is a list; it must be a map that holds the list under probes.',
    path: site.path,
    given: 'a list',
    allowed: 'a map with probes, defaults and each',
    remedy: 'Put a line probes: above it, and indent the list by two spaces.',
    origin: originOf(site),
  });
}

function empty(source: SourceText): Diagnostic {
  return finding(
    'PW1029',
    {
      message: 'The file holds no probe.',
      remedy: 'Add probes: [{ name: …, kind: …, target: … }], or delete the file.',
      origin: originOf({ source, line: 1, column: 1, layer: 'probe', path: '' }),
    },
    'warning',
  );
}
