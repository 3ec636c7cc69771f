import { join } from 'node:path';
import { readInstallations } from '../../lib/definitions/config/read-installations.ts';
import { knownLocations, resolveConfig } from '../../lib/definitions/config/resolve-config.ts';
import { fromValue } from '../../lib/definitions/tree/from-value.ts';
import { sourceText } from '../../lib/definitions/tree/source-text.ts';
import type { Diagnostic } from '../../lib/model/plan.ts';

/** What becomes of a configuration, read in this process; files that it names stand in `folder`. */
export function configured(options: object, folder = '/nowhere') {
  const findings: Diagnostic[] = [];
  const source = sourceText('probewright.config.ts', join(folder, 'probewright.config.ts'), '');
  const tree = fromValue(options, { source, line: 1, column: 1, layer: 'config', path: '' }, () => undefined, findings);
  if (tree.type !== 'map') throw new Error('a configuration is a map');
  const { config, tree: usable, findings: more } = resolveConfig(tree, {});
  const files: string[] = [];
  const known = config.locations.length > 0 ? config.locations : knownLocations(config);
  const read = usable && readInstallations(usable, known, (path) => files.push(path));
  const all = [...findings, ...more, ...(read?.findings ?? [])];
  return {
    findings: all,
    codes: all.map(({ code, path }) => `${code} ${path}`),
    installations: read?.installations ?? [],
    files,
  };
}
