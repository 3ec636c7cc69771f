import type { Deployment } from '../model/deployment.ts';
import { hubParts, locationParts } from './cost-parts.ts';
import { PARTS, type Part, type Parts } from './parts.ts';
import { type ReceiverBill, receiverBills } from './receiver-bill.ts';
import { isAssumed } from './region-prices.ts';
import { type Scenario, type Usage, usageOf } from './usage.ts';

/** Dollars of a month of 30 days, at list prices without free tiers. */
export interface Cost {
  readonly parts: Parts;
  /** Sum of the parts. */
  readonly aws: number;
  readonly receivers: readonly ReceiverBill[];
  /** With the bills of receivers, where they are known. */
  readonly total: number;
}

export interface CostEstimate {
  readonly usage: Usage;
  readonly healthy: Cost;
  readonly timeouts: Cost;
  readonly outage: Cost;
  /** Compute and invocations of probe functions in a healthy month, of a million runs. */
  readonly perMillionRuns: number;
  /** Regions whose prices are not in the list. */
  readonly assumedRegions: readonly string[];
}

/** What a month would cost: healthy, with one run in 200 waiting for its timeout, and with every run waiting for it. */
export function estimateCost(deployment: Deployment): CostEstimate {
  const healthy = costOf(deployment, 'healthy');
  const usage = usageOf(deployment, 'healthy');
  const { hub } = deployment.installation;
  const regions = new Set([hub.region, ...deployment.locations.map(({ location }) => location.region)]);
  return {
    usage,
    healthy,
    timeouts: costOf(deployment, 'timeouts'),
    outage: costOf(deployment, 'outage'),
    perMillionRuns:
      usage.runs === 0 ? 0 : ((healthy.parts.compute + healthy.parts.invocations) / usage.runs) * 1_000_000,
    assumedRegions: [...regions].filter(isAssumed),
  };
}

function costOf(deployment: Deployment, scenario: Scenario): Cost {
  const { installation, locations } = deployment;
  const none = Object.fromEntries(Object.keys(PARTS).map((part) => [part, 0])) as Record<Part, number>;
  // Without a probe in AWS there is nothing to deploy.
  const all =
    locations.length === 0
      ? []
      : [
          hubParts(installation, usageOf(deployment, scenario)),
          ...locations.map((one) => locationParts(one, installation, scenario)),
        ];
  const parts = all.reduce<Record<Part, number>>((sum, one) => {
    for (const [part, usd] of Object.entries(one) as [Part, number][]) sum[part] += usd;
    return sum;
  }, none);
  const aws = Object.values(parts).reduce((sum, usd) => sum + usd, 0);
  const receivers = receiverBills(installation.delivery, usageOf(deployment, scenario));
  const theirs = receivers.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
  return { parts, aws, receivers, total: aws + theirs };
}
