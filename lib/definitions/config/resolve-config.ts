import type { ConfigOptions, LocationOptions } from '../../authoring/config-options.ts';
import type { Diagnostic, Location } from '../../model/plan.ts';
import { finding } from '../finding.ts';
import type { Known } from '../layers/scope.ts';
import { widen } from '../layers/widen.ts';
import { configSchema } from '../schema/config.ts';
import { shapeFindings } from '../shape/shape-findings.ts';
import { child, type MapTree, map, originOf, plain } from '../tree/tree.ts';
import type { ResolvedConfig } from '../types.ts';
import { AWS_REGIONS } from './aws-regions.ts';
import { named } from './cloud-location.ts';
import { unresolved } from './unresolved.ts';

/** This machine: what the local runner calls itself unless told otherwise. */
export const LOCAL: Location = { name: 'local' };

export interface ConfigRead {
  readonly config: ResolvedConfig;
  /** What every probe starts from. */
  readonly defaults?: MapTree;
  readonly findings: readonly Diagnostic[];
  /** The file's content, where its shape is right. */
  readonly tree?: MapTree;
  /** True when there is a file that could not be understood: what depends on it is not known to be wrong. */
  readonly incomplete: boolean;
}

/** The configuration that stands in where there is no file. */
export function withoutConfig(variables: Readonly<Record<string, string>>, incomplete = false): ConfigRead {
  return { config: { id: 'probewright', locations: [], variables }, findings: [], incomplete };
}

/** Reads what the configuration file exported. With findings, what is right in it counts all the same, so that the definitions are checked too. */
export function resolveConfig(tree: MapTree, overrides: Readonly<Record<string, string>>): ConfigRead {
  const defaults = child(tree, 'defaults');
  const widened = defaults?.type === 'map' ? widen(defaults) : undefined;
  const own = widened
    ? map([...tree.entries, ['defaults', { keySite: widened.site, value: widened }]], tree.site)
    : tree;
  const shape = shapeFindings(configSchema, own);
  // An unknown key spoils nothing else.
  const usable = shape.every(({ code }) => code === 'PW2001');
  const written = plain(own) as ConfigOptions;
  const { locations, findings } = locationsOf(usable ? (written.locations ?? []) : [], tree);
  const variables = usable ? (written.variables ?? {}) : {};
  return {
    config: {
      id: typeof written.id === 'string' ? written.id : 'probewright',
      file: tree.site.source.name,
      locations,
      variables: {
        ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
        ...overrides,
      },
      ...(typeof written.budget === 'number' && { budget: written.budget }),
    },
    ...(widened && { defaults: widened }),
    findings: [...shape, ...findings, ...unresolved(tree)],
    ...(usable && { tree: own }),
    incomplete: !usable,
  };
}

function locationsOf(
  written: readonly LocationOptions[],
  tree: MapTree,
): { locations: Location[]; findings: Diagnostic[] } {
  const locations: Location[] = [];
  const findings: Diagnostic[] = [];
  const list = child(tree, 'locations');
  for (const [index, one] of written.entries()) {
    const site = child(list, index)?.site ?? tree.site;
    const { name, region, vpc, control } = named(one);
    if (locations.some((other) => other.name === name)) {
      findings.push(
        finding('PW2013', {
          message: `Two locations are called ${name}.`,
          path: site.path,
          given: name,
          remedy: 'Rename one of the two.',
          origin: originOf(site),
        }),
      );
      continue;
    }
    locations.push({
      name,
      ...(region !== undefined && { region }),
      ...(vpc !== undefined && { vpc }),
      ...(control !== undefined && { control }),
    });
  }
  return { locations, findings };
}

/** What a probe may name: what is declared, or every AWS region; and this machine. */
export function knownLocations({ locations }: ResolvedConfig): readonly Location[] {
  const declared = locations.length > 0 ? locations : AWS_REGIONS.map((name) => ({ name, region: name }));
  return declared.some(({ name }) => name === LOCAL.name) ? declared : [...declared, LOCAL];
}

export function variablesOf({ variables }: ResolvedConfig): ReadonlyMap<string, Known> {
  return new Map(Object.entries(variables).map(([name, value]) => [`var:${name}`, { value }] as const));
}
