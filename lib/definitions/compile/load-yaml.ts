import { dirname, sep } from 'node:path';
import type { Findings } from '../assemble/findings.ts';
import { type DefinitionFile, defaultsFile, definitionFile, layerOfFile } from '../files/definition-file.ts';
import { readDefinition } from '../files/read-definition.ts';
import type { MapTree } from '../tree/tree.ts';

type NameOf = (path: string) => string;

export function loadYaml(path: string, nameOf: NameOf, findings: Findings): DefinitionFile | undefined {
  const { file, findings: found } = definitionFile(readDefinition(path, nameOf(path), layerOfFile));
  findings.add(...found);
  return file;
}

/** Every `_defaults.yaml`, by its folder. */
export function loadDefaults(
  paths: readonly string[],
  nameOf: NameOf,
  findings: Findings,
): ReadonlyMap<string, MapTree> {
  const layers = new Map<string, MapTree>();
  for (const path of paths) {
    const name = nameOf(path);
    const { layer, findings: found } = defaultsFile(readDefinition(path, name, () => name));
    findings.add(...found);
    if (layer) layers.set(dirname(path), layer);
  }
  return layers;
}

/** The layers of the folders that a file stands in, from the outermost. */
export function layersAbove(path: string, layers: ReadonlyMap<string, MapTree>): MapTree[] {
  return [...layers]
    .filter(([folder]) => path.startsWith(folder + sep))
    .sort(([a], [b]) => a.length - b.length)
    .map(([, layer]) => layer);
}
