import type { Deployment } from '../model/deployment.ts';
import { type CostEstimate, estimateCost } from './cost.ts';
import { type DeployedState, type Difference, difference } from './difference.ts';
import { PRICES_DATE } from './prices.ts';
import { type Refusal, refusalsOf } from './refusals.ts';

/** Readers accept every version that ever shipped. */
const REPORT_VERSION = 1;

/** What `plan` says of one environment: plain JSON. */
export interface PlanReport {
  readonly version: typeof REPORT_VERSION;
  readonly installation: string;
  readonly environment?: string;
  /** Whether what is deployed is known; if not, everything counts as new. */
  readonly deployed: { readonly known: true } | { readonly known: false; readonly why: string };
  readonly probes: number;
  readonly locations: readonly LocationReport[];
  readonly difference: Difference;
  /** Dollars of a month of 30 days. */
  readonly cost: CostEstimate;
  readonly budget?: number;
  /** Of the price list. */
  readonly pricesDate: string;
  readonly refusals: readonly Refusal[];
}

interface LocationReport {
  readonly name: string;
  readonly region: string;
  readonly probes: number;
  readonly functions: readonly {
    readonly name: string;
    readonly memoryMb: number;
    readonly timeoutSeconds: number;
    readonly schedules: number;
  }[];
}

/** What was found deployed: a state, nothing at all, or no answer, and why. */
export type Found =
  | { readonly known: true; readonly state: DeployedState | undefined }
  | { readonly known: false; readonly why: string };

export function reportOf(deployment: Deployment, found: Found): PlanReport {
  const { installation, locations } = deployment;
  const cost = estimateCost(deployment);
  const names = new Set(locations.flatMap(probeNames));
  return {
    version: REPORT_VERSION,
    installation: installation.id,
    ...(installation.environment !== undefined && { environment: installation.environment }),
    deployed: found.known ? { known: true } : { known: false, why: found.why },
    probes: names.size,
    locations: locations.map((one) => ({
      name: one.location.name,
      region: one.location.region,
      probes: probeNames(one).length,
      functions: one.functions.map(({ name, memoryMb, timeoutSeconds, shards }) => ({
        name,
        memoryMb,
        timeoutSeconds,
        schedules: shards.length,
      })),
    })),
    difference: difference(found.known ? found.state : undefined, deployment),
    cost,
    ...(installation.budget !== undefined && { budget: installation.budget }),
    pricesDate: PRICES_DATE,
    refusals: refusalsOf(deployment, cost),
  };
}

function probeNames({ functions }: Deployment['locations'][number]): string[] {
  return functions.flatMap(({ shards }) => shards.flatMap(({ plan }) => plan.plan.plan.probes.map(({ name }) => name)));
}
