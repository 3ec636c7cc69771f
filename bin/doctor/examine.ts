import type { Deployment } from '../../lib/model/deployment.ts';
import type { Check } from './check.ts';
import { checkBootstrap } from './check-bootstrap.ts';
import { checkConcurrency } from './check-concurrency.ts';
import { checkIdentity } from './check-identity.ts';
import { checkReceivers } from './check-receivers.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkStacks } from './check-stacks.ts';
import { checkVersions } from './check-versions.ts';
import { type Place, placesOf } from './places.ts';

/** Everything that stands in the way of a deploy, in the order in which it is read. Asks AWS, changes nothing. */
export async function examine(deployment: Deployment, cwd: string): Promise<readonly Check[]> {
  const { installation } = deployment;
  const { account, check } = await checkIdentity(installation.hub.region);
  const here = [...checkVersions(cwd), ...checkReceivers(installation), check];
  if (account === undefined) return here;
  const places = await Promise.all(placesOf(deployment).map((place) => examinePlace(place, deployment, account)));
  return [...here, ...places.flat()];
}

async function examinePlace(place: Place, deployment: Deployment, account: string): Promise<readonly Check[]> {
  const { region, account: wanted = account } = place;
  if (wanted !== account) {
    const words = `Belongs to the account ${wanted}, and the credentials to ${account}: not looked at.`;
    return [{ region, status: 'warning', words, remedy: `Call doctor with credentials of ${wanted}, too.` }];
  }
  const bootstrap = await checkBootstrap(region, account, deployment.installation.bootstrapQualifier);
  if (bootstrap.isClosed) return [bootstrap.check];
  const rest = await Promise.all([
    checkStacks(place, deployment, account),
    checkSecrets(place, deployment),
    checkConcurrency(place, deployment),
  ]);
  return [bootstrap.check, ...rest.flat()];
}
