import { LAYOUT } from '../../lib/model/layout.ts';
import type { ObjectStore } from '../../lib/model/objects.ts';
import { keysByTick } from './by-tick.ts';
import { tickOfKey } from './key.ts';
import { BATCH_CONTENT_TYPE } from './object-format.ts';

export interface SweepOptions {
  readonly spill: ObjectStore;
  readonly hub: ObjectStore;
  /** Begins nothing more once it is aborted; what is left stays for the next sweep. */
  readonly signal: AbortSignal;
}

export interface Swept {
  /** Objects that the hub has now by this sweep. */
  readonly moved: number;
  /** Objects that the hub had already. */
  readonly already: number;
  /** Of the batches that were there: the tick of the oldest, unix milliseconds. */
  readonly oldestTickMs?: number;
  /** What could not be moved, and stays. After twenty the sweep ends. */
  readonly failed: readonly { readonly key: string; readonly why: string }[];
  /** Nothing is left that stood there when it began. */
  readonly complete: boolean;
}

/** What goes before the batches: what they name, and what is known of them. Claims stay: they hold where they were made. */
const BEFORE = [LAYOUT.plans, LAYOUT.deliveries, LAYOUT.rejected] as const;
const ROUND = 1000;
const AT_ONCE = 8;
const MOST_FAILED = 20;

/**
 * Moves what stands in a spill bucket to the hub, batches oldest first. An object goes from the spill only when the hub has it, so a sweep may be
 * killed at any moment, and several may run at once. Throws when a bucket cannot be listed.
 */
export async function sweep(options: SweepOptions): Promise<Swept> {
  const work = new Work(options);
  if (await isEmpty(options.spill)) return { moved: 0, already: 0, failed: [], complete: true };
  const keys = keysByTick(options.spill);
  let oldestTickMs: number | undefined;
  for (;;) {
    const round = await take(keys, ROUND);
    oldestTickMs ??= round[0] === undefined ? undefined : tickOfKey(round[0]);
    // A batch's plan was written before it: whatever these batches name is seen now, if it is still there.
    for (const prefix of BEFORE) await work.moveAll(await keysBelow(options.spill, prefix));
    // A plan that stays behind must not be overtaken by its batches.
    if (work.failed.length > 0) break;
    await work.moveAll(round.map((key) => `${LAYOUT.journal}${key}`));
    if (round.length < ROUND || work.ended) break;
  }
  const { moved, already, failed, ended } = work;
  const oldest = oldestTickMs === undefined ? {} : { oldestTickMs };
  return { moved, already, failed, ...oldest, complete: !ended && failed.length === 0 };
}

/** Where the keys behind all claims begin: `0` follows `/` among the bytes. */
const BEHIND_CLAIMS = LAYOUT.claims.replace(/\/$/, '0');

/** Asked every few minutes, with this answer nearly always: one request in place of four. */
async function isEmpty(spill: ObjectStore): Promise<boolean> {
  for await (const _ of spill.list('', BEHIND_CLAIMS)) return false;
  return true;
}

class Work {
  moved = 0;
  already = 0;
  readonly failed: { key: string; why: string }[] = [];
  readonly #options: SweepOptions;

  constructor(options: SweepOptions) {
    this.#options = options;
  }

  get ended(): boolean {
    return this.#options.signal.aborted || this.failed.length >= MOST_FAILED;
  }

  /** A few at once, begun in the order given. */
  async moveAll(keys: readonly string[]): Promise<void> {
    const left = keys.values();
    const lane = async () => {
      for (const key of left) {
        if (this.ended) return;
        await this.#move(key);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }

  async #move(key: string): Promise<void> {
    const { spill, hub } = this.#options;
    try {
      const body = await spill.get(key);
      // Another sweep was here.
      if (body === undefined) return;
      const became = await hub.put(key, body, { ifAbsent: true, contentType: contentTypeOf(key) });
      await spill.delete(key);
      if (became === 'written') this.moved += 1;
      else this.already += 1;
    } catch (error) {
      this.failed.push({ key, why: error instanceof Error ? error.message : String(error) });
    }
  }
}

function contentTypeOf(key: string): string {
  if (key.startsWith(LAYOUT.journal)) return BATCH_CONTENT_TYPE;
  return key.endsWith('.json') ? 'application/json' : 'application/octet-stream';
}

async function keysBelow(store: ObjectStore, prefix: string): Promise<string[]> {
  return (await Array.fromAsync(store.list(prefix))).map(({ key }) => key);
}

async function take(keys: AsyncGenerator<string>, most: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < most) {
    const next = await keys.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}
