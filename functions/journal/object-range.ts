import { journalKey } from '../../lib/model/journal.ts';
import { LAYOUT } from '../../lib/model/layout.ts';
import type { ObjectStore } from '../../lib/model/objects.ts';

/** What follows `/` among the bytes: behind `journal/office0` comes the location after `office`. */
const AFTER_SLASH = '0';
/** Keys of later years have more digits and another order. */
const END_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The locations that have batches, in the order of their bytes; at one request each. */
export async function* locationsOf(store: ObjectStore): AsyncGenerator<string> {
  for (let after: string | undefined; ; ) {
    const first = await firstKey(store, after);
    const location = first?.slice(LAYOUT.journal.length).split('/')[0];
    if (location === undefined) return;
    yield location;
    after = `${LAYOUT.journal}${location}${AFTER_SLASH}`;
  }
}

async function firstKey(store: ObjectStore, after: string | undefined): Promise<string | undefined> {
  for await (const { key } of store.list(LAYOUT.journal, after)) return key;
  return undefined;
}

/** The keys of a location with ticks in [from, to), in their order: reads nothing before the range, and at most a page beyond it. */
export async function* keysBetween(
  store: ObjectStore,
  location: string,
  fromMs: number,
  toMs: number,
): AsyncGenerator<string> {
  if (toMs <= fromMs || toMs <= 0 || fromMs > END_MS) return;
  const from = tickPrefix(location, fromMs);
  const to = toMs > END_MS ? undefined : tickPrefix(location, toMs);
  const prefix = commonFolders(from, to ?? `${LAYOUT.journal}${location}/`);
  for await (const { key } of store.list(prefix, from)) {
    if (to !== undefined && key >= to) return;
    yield key.slice(LAYOUT.journal.length);
  }
}

/** What the keys of a tick begin with. Nothing is named so itself, so that it stands before all of them. */
function tickPrefix(location: string, tickMs: number): string {
  const key = journalKey({ location, tickMs: Math.max(0, Math.ceil(tickMs)), shard: '' });
  return `${LAYOUT.journal}${key.slice(0, -1)}`;
}

function commonFolders(a: string, b: string): string {
  const [left, right] = [a.split('/'), b.split('/')];
  const differs = left.findIndex((segment, at) => segment !== right[at]);
  return differs < 0 ? a : `${left.slice(0, differs).join('/')}/`;
}
