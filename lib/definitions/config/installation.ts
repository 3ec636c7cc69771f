import type { ConfigOptions } from '../../authoring/config-options.ts';
import type { Installation } from '../../model/installation.ts';
import type { Location } from '../../model/plan.ts';
import { plain } from '../tree/tree.ts';
import { AWS_REGIONS } from './aws-regions.ts';
import { cloudLocations } from './cloud-location.ts';
import { readDelivery } from './delivery-settings.ts';
import { readPeriods } from './periods.ts';
import { badRegion } from './region.ts';
import { report, type Section } from './section.ts';

/** Where the hub is when no location has a region; nothing is deployed then. */
const NOWHERE = 'us-east-1';
/** `ID-spill-ACCOUNT-REGION`, the longest name of a bucket, has at most 63 characters. */
const MOST_ID = 63 - '-spill-'.length - 12 - '-'.length - Math.max(...AWS_REGIONS.map(({ length }) => length));

/** One environment, complete: what is not said has its default. */
export function readInstallation(
  section: Section,
  known: readonly Location[],
  environment: string | undefined,
): Installation {
  const written = plain(section.tree) as ConfigOptions;
  const locations = cloudLocations(section, written, known);
  const region = written.hub?.region ?? locations[0]?.region ?? NOWHERE;
  if (written.hub?.region !== undefined) badRegion(section, region, ['hub', 'region']);
  const id = idOf(section, written.id ?? 'probewright', environment);
  const hubAccount = written.hub?.account ?? written.account;
  const { permissionsBoundary, path, prefix } = written.roles ?? {};
  return {
    id,
    ...(environment !== undefined && { environment }),
    ...(written.account !== undefined && { account: written.account }),
    hub: { region, ...(hubAccount !== undefined && { account: hubAccount }) },
    locations,
    delivery: readDelivery(section, written.delivery, region),
    removable: written.removable ?? false,
    ...(written.budget !== undefined && { budget: written.budget }),
    ...readPeriods(section, written),
    tags: written.tags ?? {},
    roles: {
      ...(permissionsBoundary !== undefined && { permissionsBoundary }),
      ...(path !== undefined && { path }),
      ...(prefix !== undefined && { prefix }),
    },
    ...(written.bootstrapQualifier !== undefined && { bootstrapQualifier: written.bootstrapQualifier }),
    alarms: { topics: written.alarms?.topics ?? [], emails: written.alarms?.emails ?? [] },
    ...(written.key !== undefined && { key: written.key }),
  };
}

function idOf(section: Section, id: string, environment: string | undefined): string {
  const whole = environment === undefined ? id : `${id}-${environment}`;
  if (whole.length > MOST_ID) {
    report(section, 'PW3908', ['id'], {
      message: `The names of buckets begin with «${whole}», which is too long for them.`,
      given: `${whole.length} characters`,
      allowed: `at most ${MOST_ID} characters, of id and environment together`,
      remedy: 'Shorten the id, or the name of the environment.',
    });
  }
  return whole;
}
