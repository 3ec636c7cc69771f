import type { Deployment } from '../model/deployment.ts';
import type { CostEstimate } from './cost.ts';

/** Why a deploy is refused. */
export interface Refusal {
  /** Stable: `budget`, `environment-name`, `id-begins-with-digit`, `journal-without-backend`, `location-named-hub`, `vpc-without-subnets`. */
  readonly code: string;
  /** What is wrong, and what to change. */
  readonly message: string;
}

/** Everything that stands against a deploy and can be known without asking AWS; none of it keeps probes from being run locally. */
export function refusalsOf({ installation, locations }: Deployment, cost: CostEstimate): Refusal[] {
  const refusals: Refusal[] = [];
  if (installation.delivery.mode === 'journal') {
    refusals.push({
      code: 'journal-without-backend',
      message: `${installation.id}: delivery.mode is 'journal', which needs a backend of the hub's own, and the hub has none yet. Write delivery: { mode: 'direct', remoteWrite: { url: … } }.`,
    });
  }
  refusals.push(...namesRefused({ installation, locations }));
  for (const { location } of locations) {
    const { name, network } = location;
    if (network.type !== 'vpc' || network.subnets.length > 0) continue;
    refusals.push({
      code: 'vpc-without-subnets',
      message: `${name} lies in ${network.vpc}, and its subnets are not named. Add subnets: the ids of two private subnets in two zones.`,
    });
  }
  const { budget } = installation;
  const { total } = cost.healthy;
  if (budget !== undefined && total > budget) {
    refusals.push({
      code: 'budget',
      message: `a month would cost $${total.toFixed(2)}, $${(total - budget).toFixed(2)} more than the budget of $${budget.toFixed(2)}. Lengthen intervals, drop locations or probes, or raise budget.`,
    });
  }
  return refusals;
}

/** Names that the definitions may have, and that AWS or the CDK would refuse half-way through a deploy. */
function namesRefused({ installation: { id, environment }, locations }: Deployment): Refusal[] {
  const refusals: Refusal[] = [];
  if (/^\d/.test(id)) {
    refusals.push({
      code: 'id-begins-with-digit',
      message: `${id}: the id begins with a digit, and names of CloudFormation's stacks, which begin with it, must begin with a letter. Put one before it.`,
    });
  }
  if (environment !== undefined && /^\d/.test(environment)) {
    refusals.push({
      code: 'environment-name',
      message: `${id}: the environment is named ${environment}, and the name of a stage of the CDK must begin with a letter. Give it another one.`,
    });
  }
  // Its schedules, their role and their queue would have the names of the hub's own.
  if (locations.some(({ location: { name } }) => name === 'hub')) {
    refusals.push({
      code: 'location-named-hub',
      message: `${id}: a location is named hub, as the hub's own resources are. Give the location another name, such as its region.`,
    });
  }
  return refusals;
}
