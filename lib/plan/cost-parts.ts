import type { LocationDeployment } from '../model/deployment.ts';
import type { DeliverySettings, Installation } from '../model/installation.ts';
import type { Part } from './parts.ts';
import { priceIn } from './region-prices.ts';
import { MONTH_MS, type Scenario, type Usage, usageAt } from './usage.ts';

const GB = 1e9;
/** https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html: five pollers, each asking for 20 s at a time. */
const POLLS = (5 * MONTH_MS) / 20_000;
/** Of a queued message: sent (ten at once), received, deleted. */
const REQUESTS_A_MESSAGE = 2.1;
const HOURS = MONTH_MS / 3_600_000;
/** A sample on its way, compressed with its neighbours (docs/remote-write.md); a log line with its metadata (docs/decisions/log-lines.md). */
const SAMPLE_BYTES = 11;
const LOG_LINE_BYTES = 42;
const SWEEPS = MONTH_MS / 300_000;
/** Nearly always finds nothing, which one list tells. */
const SWEEPER = { memoryMb: 256, seconds: 0.4, lists: 1 } as const;
const RECONCILES = MONTH_MS / 900_000;
/** Lists what of the receivers' window has no record. */
const RECONCILER = { memoryMb: 512, seconds: 2, lists: 20 } as const;
/** Of the journal mode: a hundred batches an invocation, a request for each. */
const SHIPPER = { memoryMb: 512, batches: 100, seconds: 5 } as const;
/** Alarms of a function, and those of a queue, a topic and the sweeper beside them. */
const ALARMS = { aFunction: 4, aLocation: 5, hub: 8 } as const;
const STATIC_ZONES = 2;

type SomeParts = Partial<Record<Part, number>>;

export function locationParts(
  deployment: LocationDeployment,
  { delivery, hub }: Installation,
  scenario: Scenario,
): SomeParts {
  const { location, functions } = deployment;
  const usage = usageAt(deployment, delivery.mode, scenario);
  const price = (item: Parameters<typeof priceIn>[1]) => priceIn(location.region, item);
  const queues = functions.filter(({ shards }) => shards.some(({ plan }) => plan.queuedMs.length > 0)).length;
  // Claims stay in the location's own region.
  const writes = usage.claims * price('put') + usage.journalPuts * priceIn(hub.region, 'put');
  const away = location.region === hub.region ? 0 : usage.journalBytes / GB;
  const delivered = deliveredBytes(delivery, usage, location.region);
  const isStatic = location.network.type === 'static-egress';
  const bytes = usage.bytesOut + delivered.internet + delivered.otherRegion + delivered.sameRegion;
  return {
    compute: usage.gbSeconds * price('gbSecond'),
    invocations: usage.invocations * price('invocation'),
    schedules: (usage.scheduled + SWEEPS) * price('schedule'),
    queues: (queues * POLLS + usage.queued * REQUESTS_A_MESSAGE) * price('queueRequest'),
    storage: writes + SWEEPS * SWEEPER.lists * price('put') + away * price('betweenRegionsGb'),
    // What leaves a VPC of somebody's own leaves by their ways, at their price; internal targets cost nothing.
    toTargets: location.network.type === 'vpc' ? 0 : (usage.bytesOut / GB) * price('outGb'),
    toReceivers: (delivered.internet / GB) * price('outGb') + (delivered.otherRegion / GB) * price('betweenRegionsGb'),
    upkeep: functionCost(location.region, SWEEPS, SWEEPER.memoryMb, SWEEPER.seconds),
    alarms: (ALARMS.aLocation + ALARMS.aFunction * functions.length) * price('alarm'),
    staticEgress: isStatic
      ? STATIC_ZONES * HOURS * (price('natHour') + price('addressHour')) + (bytes / GB) * price('natGb')
      : 0,
  };
}

export function hubParts({ hub, journalRetentionDays }: Installation, usage: Usage): SomeParts {
  const price = (item: Parameters<typeof priceIn>[1]) => priceIn(hub.region, item);
  const batches = usage.journalPuts;
  const kept = (usage.journalBytes * journalRetentionDays * 86_400_000) / MONTH_MS / GB;
  return {
    schedules: RECONCILES * price('schedule'),
    // S3 sends a message for each batch.
    queues: (POLLS + batches * (1 + REQUESTS_A_MESSAGE / 10)) * price('queueRequest'),
    storage: kept * price('storedGb') + RECONCILES * RECONCILER.lists * price('put'),
    upkeep:
      functionCost(hub.region, RECONCILES, RECONCILER.memoryMb, RECONCILER.seconds) +
      functionCost(hub.region, batches / SHIPPER.batches, SHIPPER.memoryMb, SHIPPER.seconds),
    alarms: ALARMS.hub * price('alarm'),
  };
}

function functionCost(region: string, invocations: number, memoryMb: number, seconds: number): number {
  const gbSeconds = (invocations * memoryMb * seconds) / 1_024;
  return gbSeconds * priceIn(region, 'gbSecond') + invocations * priceIn(region, 'invocation');
}

interface Delivered {
  readonly internet: number;
  readonly otherRegion: number;
  readonly sameRegion: number;
}

/** Of a direct delivery: data that leave the region have their price, to a service of AWS in another region a lower one. */
function deliveredBytes(delivery: DeliverySettings, usage: Usage, region: string): Delivered {
  const sum = { internet: 0, otherRegion: 0, sameRegion: 0 };
  if (delivery.mode !== 'direct') return sum;
  const flows = [
    [delivery.remoteWrite?.url, usage.samples * SAMPLE_BYTES],
    [delivery.loki?.url, usage.runs * LOG_LINE_BYTES],
  ] as const;
  for (const [url, bytes] of flows) if (url !== undefined) sum[wayTo(url, region)] += bytes;
  return sum;
}

function wayTo(url: string, region: string): keyof Delivered {
  const host = URL.parse(url)?.hostname ?? '';
  if (!/\.amazonaws\.com(?:\.cn)?$/.test(host)) return 'internet';
  return host.includes(`.${region}.`) ? 'sameRegion' : 'otherRegion';
}
