import type { Deployment } from '../../lib/model/deployment.ts';
import type { Check } from './check.ts';
import { checkArrival, checkSpill } from './check-arrival.ts';
import { checkIdentity } from './check-identity.ts';
import { checkTicks } from './check-ticks.ts';

/** Whether what was deployed runs, and its results arrive. Reads only. */
export async function examineDeployed(deployment: Deployment, nowMs: number): Promise<readonly Check[]> {
  const { installation, locations } = deployment;
  const { account, check } = await checkIdentity(installation.hub.region);
  if (account === undefined) return [check];
  const hubAccount = installation.hub.account ?? installation.account ?? account;
  const arrival = hubAccount === account ? await checkArrival(deployment, account, nowMs) : [];
  const places = await Promise.all(
    locations.map(async (one): Promise<readonly Check[]> => {
      const { region, name, account: wanted = installation.account ?? account } = one.location;
      if (wanted !== account) {
        const words = `${name} belongs to the account ${wanted}, and the credentials to ${account}: not looked at.`;
        return [{ region, status: 'warning', words, remedy: `Call smoke with credentials of ${wanted}, too.` }];
      }
      const [ticks, spill] = await Promise.all([
        checkTicks(one, deployment, account, nowMs),
        checkSpill(one, deployment, account, nowMs),
      ]);
      return [...ticks, spill];
    }),
  );
  return [check, ...arrival, ...places.flat()];
}
