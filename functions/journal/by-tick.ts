import type { ObjectStore } from '../../lib/model/objects.ts';
import { tickOfKey } from './key.ts';
import { keysBetween, locationsOf } from './object-range.ts';

/** The keys of all batches of a store, the oldest tick first whatever its location. */
export async function* keysByTick(store: ObjectStore): AsyncGenerator<string> {
  const heads: Head[] = [];
  for await (const location of locationsOf(store)) {
    await advance(keysBetween(store, location, 0, Number.POSITIVE_INFINITY), heads);
  }
  for (;;) {
    const oldest = heads.reduce<Head | undefined>(
      (a, b) => (a === undefined || b.tickMs < a.tickMs ? b : a),
      undefined,
    );
    if (!oldest) return;
    heads.splice(heads.indexOf(oldest), 1);
    yield oldest.key;
    await advance(oldest.rest, heads);
  }
}

interface Head {
  readonly tickMs: number;
  readonly key: string;
  readonly rest: AsyncGenerator<string>;
}

/** What is no key of a batch is not the journal's business. */
async function advance(rest: AsyncGenerator<string>, heads: Head[]): Promise<void> {
  for (;;) {
    const next = await rest.next();
    if (next.done) return;
    const tickMs = tickOfKey(next.value);
    if (tickMs === undefined) continue;
    heads.push({ tickMs, key: next.value, rest });
    return;
  }
}
