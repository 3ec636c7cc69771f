import { journalBucket, spillBucket } from '../../lib/cloud/names.ts';
import type { CloudLocation, Installation } from '../../lib/model/installation.ts';
import { journalKey } from '../../lib/model/journal.ts';
import { LAYOUT } from '../../lib/model/layout.ts';
import { listObjects } from './list-keys.ts';

interface Tick {
  readonly shard: string;
  readonly tickMs: number;
}

/**
 * Those of these ticks of a location that left a trace: a claim, which is in the bucket of the location's own region, or
 * results, which are in the journal or wait beside the claims. A few listings, however many shards there are.
 */
export async function ticksWithTrace<T extends Tick>(
  ticks: readonly T[],
  location: CloudLocation,
  installation: Installation,
  account: string,
): Promise<ReadonlySet<T>> {
  const { hub } = installation;
  const spill = spillBucket(installation, location.account ?? installation.account ?? account, location.name);
  const journal = journalBucket(installation, hub.account ?? installation.account ?? account, hub.region);
  const keys = new Map(ticks.map((tick) => [tick, journalKey({ ...tick, location: location.name })]));
  const minutes = new Set([...keys.values()].map((key) => key.slice(0, key.lastIndexOf('/') + 1)));
  const listings = await Promise.all(
    [...minutes].flatMap((minute) => [
      keysBelow(location.region, spill, LAYOUT.claims, minute),
      keysBelow(location.region, spill, LAYOUT.journal, minute),
      keysBelow(hub.region, journal, LAYOUT.journal, minute),
    ]),
  );
  const found = new Set(listings.flat());
  return new Set(ticks.filter((tick) => found.has(keys.get(tick) ?? '')));
}

/** Without what stands before the journal's own keys. */
async function keysBelow(region: string, bucket: string, head: string, minute: string): Promise<string[]> {
  const { objects } = await listObjects(region, bucket, `${head}${minute}`);
  return objects.map(({ key }) => key.slice(head.length));
}
