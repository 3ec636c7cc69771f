import type { Installation } from '../../model/installation.ts';
import type { Diagnostic, Location } from '../../model/plan.ts';
import { child, type MapTree } from '../tree/tree.ts';
import { readInstallation } from './installation.ts';
import { environmentTree, report, type Section } from './section.ts';

export interface InstallationsRead {
  /** In the order of the configuration. */
  readonly installations: readonly Installation[];
  readonly findings: readonly Diagnostic[];
}

/**
 * The installations that a configuration of the right shape declares: one an environment, a single one where none is
 * declared.
 * @param locations what the plan knows; an environment runs at all or some of them
 */
export function readInstallations(
  tree: MapTree,
  locations: readonly Location[],
  onFile: (path: string) => void,
): InstallationsRead {
  const findings: Diagnostic[] = [];
  const environments = child(tree, 'environments');
  const names = environments?.type === 'map' ? [...environments.entries.keys()] : [];
  const read = (own: MapTree, environment?: string) => {
    const section: Section = { tree: own, findings, onFile };
    if (environment !== undefined) knownOnly(section, environment, tree, locations);
    return readInstallation(section, locations, environment);
  };
  const installations =
    names.length === 0 ? [read(tree)] : names.map((name) => read(environmentTree(tree, name), name));
  return { installations, findings };
}

/** Definitions are held against the configuration's own locations, so that an environment cannot have others. */
function knownOnly(section: Section, environment: string, base: MapTree, known: readonly Location[]): void {
  const written = child(child(child(base, 'environments'), environment), 'locations');
  if (written?.type !== 'list') return;
  for (const [index, item] of written.items.entries()) {
    const named = item.type === 'map' ? child(item, 'name') : item;
    const name = named?.type === 'scalar' ? String(named.value) : '';
    if (known.some((one) => one.name === name)) continue;
    report(section, 'PW3907', ['locations', index], {
      message: `The environment ${environment} has a location '${name}' that the configuration itself has not.`,
      given: name,
      allowed: known.map((one) => one.name).join(', '),
      remedy: `Add '${name}' to the configuration's own locations; an environment runs at some of them, or at the same names elsewhere.`,
    });
  }
}
