import type { Destination } from '../../../functions/delivery/destination.ts';
import { recordIn } from '../../../functions/delivery/record-objects.ts';
import { sinkFolder } from '../../../functions/delivery/sink-folder.ts';
import type { Settled } from '../../../functions/delivery/totals.ts';
import { LAYOUT } from '../../../lib/model/layout.ts';
import type { ObjectStore } from '../../../lib/model/objects.ts';
import type { Items } from './expected.ts';

export interface RecordSums {
  /** Keys that have a record. */
  readonly keys: number;
  /** Records of keys that had one: two shippers were at it at once, or an event came again before the record was read. */
  readonly doubled: number;
  /** Over each key once. */
  readonly delivered: number;
  readonly rejected: number;
  readonly differences: readonly string[];
}

/**
 * Adds up the records of a sink. Each group must say of its keys exactly what the receiver says of them, each key must have a record, and what was refused
 * must stand in `rejected/` as well.
 */
export async function sumRecords(
  store: ObjectStore,
  destination: Destination,
  expected: ReadonlyMap<string, Items>,
): Promise<RecordSums> {
  const differences: string[] = [];
  const seen = new Set<string>();
  let doubled = 0;
  const itemsOf = (keys: readonly string[], which: keyof Items) =>
    keys.reduce((sum, key) => sum + (expected.get(key)?.[which] ?? Number.NaN), 0);
  for await (const { name, groups } of records(store, LAYOUT.deliveries, destination)) {
    for (const group of groups) {
      const rejected = rejectedOf(group);
      const [good, poisoned] = [itemsOf(group.keys, 'good'), itemsOf(group.keys, 'poisoned')];
      if (group.delivered !== good || rejected !== poisoned) {
        differences.push(
          `${name}: ${group.delivered} delivered and ${rejected} rejected instead of ${good} and ${poisoned}`,
        );
      }
      doubled += group.keys.filter((key) => seen.has(key)).length;
      for (const key of group.keys) seen.add(key);
    }
  }
  for (const key of expected.keys())
    if (!seen.has(key)) differences.push(`${destination.sink.name}: ${key} has no record`);
  differences.push(...(await refusedDifferences(store, destination, expected)));
  const keys = [...seen];
  const [delivered, rejected] = [itemsOf(keys, 'good'), itemsOf(keys, 'poisoned')];
  return { keys: seen.size, doubled, delivered, rejected, differences };
}

async function refusedDifferences(
  store: ObjectStore,
  destination: Destination,
  expected: ReadonlyMap<string, Items>,
): Promise<string[]> {
  const refused = new Set<string>();
  for await (const { groups } of records(store, LAYOUT.rejected, destination)) {
    for (const { keys } of groups) for (const key of keys) refused.add(key);
  }
  return [...expected].flatMap(([key, { poisoned }]) =>
    poisoned > 0 && !refused.has(key) ? [`${destination.sink.name}: ${key} is missing in rejected/`] : [],
  );
}

async function* records(store: ObjectStore, layout: string, destination: Destination) {
  for await (const { key } of store.list(`${layout}${sinkFolder(destination)}/`)) {
    const body = key.includes('/whole-') ? undefined : await store.get(key);
    if (body) yield { name: key, ...recordIn(body, key) };
  }
}

function rejectedOf({ rejected }: Settled): number {
  return rejected.reduce((sum, { count }) => sum + count, 0);
}
