import type { ConfigOptions } from '../../authoring/config-options.ts';
import type { Installation } from '../../model/installation.ts';
import type { Location } from '../../model/plan.ts';
import { plain } from '../tree/tree.ts';
import { cloudLocations } from './cloud-location.ts';
import { readDelivery } from './delivery-settings.ts';
import { readPeriods } from './periods.ts';
import { badRegion } from './region.ts';
import type { Section } from './section.ts';

/** Where the hub is when no location has a region; nothing is deployed then. */
const NOWHERE = 'us-east-1';

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
  const id = written.id ?? 'probewright';
  const periods = readPeriods(section, written);
  const hubAccount = written.hub?.account ?? written.account;
  const { permissionsBoundary, path, prefix } = written.roles ?? {};
  return {
    id: environment === undefined ? id : `${id}-${environment}`,
    ...(environment !== undefined && { environment }),
    ...(written.account !== undefined && { account: written.account }),
    hub: { region, ...(hubAccount !== undefined && { account: hubAccount }) },
    locations,
    delivery: readDelivery(section, written.delivery, { hubRegion: region, replayHorizonMs: periods.replayHorizonMs }),
    removable: written.removable ?? false,
    ...(written.budget !== undefined && { budget: written.budget }),
    ...periods,
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
