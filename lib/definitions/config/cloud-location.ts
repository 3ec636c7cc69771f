import type { ConfigOptions, LocationOptions, NamedLocationOptions } from '../../authoring/config-options.ts';
import type { CloudLocation, LocationNetwork } from '../../model/installation.ts';
import type { Location } from '../../model/plan.ts';
import type { ValuePath } from '../types.ts';
import { controlProbe } from './control-probe.ts';
import { badRegion } from './region.ts';
import { report, type Section } from './section.ts';

/** A text is the name of a region, which is also the location's; `local` is this machine. */
export function named(written: LocationOptions): NamedLocationOptions {
  if (typeof written !== 'string') return written;
  return { name: written, ...(written !== 'local' && { region: written }) };
}

/** The locations that have an AWS region; where none are declared, those that probes name. */
export function cloudLocations(
  section: Section,
  { locations, account }: ConfigOptions,
  known: readonly Location[],
): CloudLocation[] {
  return (locations ?? known).flatMap((one, index) => {
    const location = named(one);
    const path = locations === undefined ? [] : ['locations', index];
    if (location.region === undefined) {
      withoutRegion(section, location, path);
      if (location.control !== undefined) controlProbe(section, location.control, location.name, [...path, 'control']);
      return [];
    }
    badRegion(section, location.region, typeof one === 'string' ? path : [...path, 'region']);
    return [cloudLocation(section, { ...location, region: location.region }, account, path)];
  });
}

function cloudLocation(
  section: Section,
  location: NamedLocationOptions & { readonly region: string },
  defaultAccount: string | undefined,
  path: ValuePath,
): CloudLocation {
  const { name, region, vpc, control, memory, reservedConcurrency, account = defaultAccount } = location;
  const probe = control === undefined ? undefined : controlProbe(section, control, name, [...path, 'control']);
  return {
    name,
    region,
    ...(vpc !== undefined && { vpc }),
    ...(control !== undefined && { control }),
    ...(probe && { controlProbe: probe }),
    ...(account !== undefined && { account }),
    network: networkOf(section, location, path),
    ...(memory !== undefined && { memoryMb: memory }),
    ...(reservedConcurrency !== undefined && { reservedConcurrency }),
  };
}

function networkOf(section: Section, location: NamedLocationOptions, path: ValuePath): LocationNetwork {
  const { name, vpc, egress, subnets = [], securityGroups = [], routeTables = [] } = location;
  if (vpc === undefined) {
    for (const key of ['subnets', 'securityGroups', 'routeTables'] as const) {
      if (location[key] !== undefined)
        excluded(
          section,
          [...path, key],
          `'${key}' of ${name} belongs to a VPC that is not named`,
          'Name the VPC: vpc.',
        );
    }
    return egress === undefined ? { type: 'public' } : { type: 'static-egress' };
  }
  if (egress !== undefined) {
    excluded(
      section,
      [...path, 'egress'],
      `${name} lies in the VPC ${vpc}, whose own routes decide by which addresses it leaves`,
      'Remove egress, or vpc.',
    );
  }
  if (subnets.length === 0) {
    const message = `The location ${name} lies in ${vpc}, and no subnets are named: this cannot be deployed.`;
    const remedy = 'Add subnets: the ids of two private subnets in two zones.';
    report(section, 'PW4004', [...path, 'vpc'], { message, remedy });
  }
  return { type: 'vpc', vpc, subnets, securityGroups, routeTables };
}

const IN_AWS = [
  'vpc',
  'subnets',
  'securityGroups',
  'routeTables',
  'egress',
  'account',
  'memory',
  'reservedConcurrency',
] as const;

/** A machine of one's own has nothing of what belongs to AWS. */
function withoutRegion(section: Section, location: NamedLocationOptions, path: ValuePath): void {
  for (const key of IN_AWS) {
    if (location[key] === undefined) continue;
    const message = `'${key}' belongs to a location in AWS, and ${location.name} has no region`;
    excluded(section, [...path, key], message, `Add region to ${location.name}, or remove ${key}.`);
  }
}

function excluded(section: Section, path: ValuePath, message: string, remedy: string): void {
  report(section, 'PW3903', path, { message: `${message}.`, remedy });
}
