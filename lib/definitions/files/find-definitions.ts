import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Diagnostic } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import { displayName } from './file-names.ts';
import { noFolder, unreadableFolder } from './folder-problems.ts';

/** The files under the definitions folders, absolute, in the order of their paths. */
export interface FoundFiles {
  readonly yaml: readonly string[];
  readonly typescript: readonly string[];
  readonly defaults: readonly string[];
  readonly journeys: readonly string[];
  /** Files of names that say nothing. */
  readonly others: readonly string[];
  readonly findings: readonly Diagnostic[];
}

const ENDINGS = { yaml: '.probe.yaml', typescript: '.probe.ts', journeys: '.journey.ts' } as const;
/** Names that look like ours, and what they should be. */
const MISNAMED: readonly (readonly [RegExp, string])[] = [
  [/\.probes?\.yml$|\.probes\.yaml$/i, '.probe.yaml'],
  [/\.probes?\.(?:js|mjs|cjs|mts|cts|tsx|jsx)$|\.probes\.ts$/i, '.probe.ts'],
  [/\.journeys?\.(?:js|mjs|cjs|mts|cts|tsx|jsx)$|\.journeys\.ts$/i, '.journey.ts'],
  [/^_?defaults?\.ya?ml$/i, '_defaults.yaml'],
];

export function findDefinitions(folders: readonly string[]): FoundFiles {
  const found = {
    yaml: [] as string[],
    typescript: [] as string[],
    defaults: [] as string[],
    journeys: [] as string[],
    others: [] as string[],
    findings: [] as Diagnostic[],
  };
  const files = new Set<string>();
  for (const folder of folders) {
    if (isFolder(folder)) found.findings.push(...walk(folder, files, new Set()));
    else found.findings.push(noFolder(folder));
  }
  for (const path of [...files].sort()) {
    const name = basename(path);
    if (name === '_defaults.yaml') found.defaults.push(path);
    else if (name.endsWith(ENDINGS.yaml)) found.yaml.push(path);
    else if (name.endsWith(ENDINGS.typescript)) found.typescript.push(path);
    else if (name.endsWith(ENDINGS.journeys)) found.journeys.push(path);
    else {
      const findings = misnamed(path, folders);
      found.findings.push(...findings);
      if (findings.length === 0) found.others.push(path);
    }
  }
  return found;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Follows links, each folder once; leaves out hidden folders and those of packages. Tells of folders that it may not read. */
function walk(folder: string, files: Set<string>, visited: Set<string>): Diagnostic[] {
  let entries: readonly Dirent[];
  try {
    const real = realpathSync(folder);
    if (visited.has(real)) return [];
    visited.add(real);
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    return [unreadableFolder(folder, error)];
  }
  return entries.flatMap((entry) => {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory() || (entry.isSymbolicLink() && isFolder(path))) return walk(path, files, visited);
    files.add(path);
    return [];
  });
}

function misnamed(path: string, folders: readonly string[]): Diagnostic[] {
  const name = basename(path);
  const [pattern, ending] = MISNAMED.find(([looks]) => looks.test(name)) ?? [];
  if (!pattern || ending === undefined) return [];
  const instead = name.replace(pattern, ending);
  return [
    finding('PW1013', {
      message: `The file ${name} looks like definitions, and will not be loaded.`,
      given: name,
      allowed: '*.probe.yaml, *.probe.ts, *.journey.ts, _defaults.yaml',
      didYouMean: instead,
      remedy: `Rename it to ${instead}.`,
      origin: { place: { file: displayName(path, folders), line: 1, column: 1 }, layer: 'probe' },
    }),
  ];
}
