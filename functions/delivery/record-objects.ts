import { randomUUID } from 'node:crypto';
import { LAYOUT } from '../../lib/model/layout.ts';
import type { ObjectStore } from '../../lib/model/objects.ts';
import { tickOfKey } from '../journal/key.ts';
import { sinkFolder } from './sink-folder.ts';
import { sliceName, sliceOf } from './slice.ts';
import type { Settled } from './totals.ts';

/** Readers refuse newer ones. */
const VERSION = 1;

/** What stands in an object of records, and in one of `rejected/`. */
export interface RecordObject {
  readonly version: typeof VERSION;
  /** When it was written, ISO 8601. */
  readonly at: string;
  readonly groups: readonly Settled[];
}

export interface RecordWriter {
  readonly store: Pick<ObjectStore, 'put'>;
  /** The sink at its URL. */
  readonly destination: Parameters<typeof sinkFolder>[0];
  readonly now: () => number;
}

export interface WrittenRecords {
  readonly sliceMs: number;
  /** Of the object. */
  readonly name: string;
  readonly own: readonly Settled[];
}

/**
 * Records what was settled, in one object a slice of time. What was rejected stands under the same name in `rejected/` before, with the far side's words: one
 * there without its record is of somebody who was killed in between, and counts for nothing.
 */
export async function writeRecords(
  { store, destination, now }: RecordWriter,
  groups: readonly Settled[],
): Promise<WrittenRecords[]> {
  const written: WrittenRecords[] = [];
  for (const [sliceMs, own] of Map.groupBy(groups, ({ keys: [key] }) => sliceOfKey(key ?? ''))) {
    const at = new Date(now()).toISOString();
    const name = `${at.replaceAll(':', '-')}_${randomUUID().slice(0, 8)}.json`;
    const path = `${sinkFolder(destination)}/${sliceName(sliceMs)}/${name}`;
    const put = async (prefix: string, some: readonly Settled[]) => {
      const record: RecordObject = { version: VERSION, at, groups: some.map(bare) };
      const body = Buffer.from(`${JSON.stringify(record)}\n`);
      await store.put(`${prefix}${path}`, body, { ifAbsent: true, contentType: 'application/json' });
    };
    const rejected = own.filter((group) => group.rejected.length > 0);
    if (rejected.length > 0) await put(LAYOUT.rejected, rejected);
    await put(LAYOUT.deliveries, own);
    written.push({ sliceMs, name, own });
  }
  return written;
}

function bare({ keys, delivered, rejected }: Settled): Settled {
  return { keys, delivered, rejected };
}

/** What is written in such an object; nothing of one that is damaged: then what it named is sent once more, which changes nothing. */
export function recordIn(body: Uint8Array, key: string): Pick<RecordObject, 'groups'> {
  const record = parsed(body);
  if (record === undefined) return { groups: [] };
  if (record.version <= VERSION) return record;
  throw new Error(
    `${key} has version ${record.version} of the records; this Probewright reads up to ${VERSION}. Deploy the newer one.`,
  );
}

function parsed(body: Uint8Array): RecordObject | undefined {
  try {
    return JSON.parse(Buffer.from(body).toString()) as RecordObject;
  } catch {
    return undefined;
  }
}

/** The slice of time in which a batch's records are. */
export function sliceOfKey(key: string): number {
  return sliceOf(tickOfKey(key) ?? 0);
}
