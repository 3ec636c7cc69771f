import type { ObjectStore } from '../../../lib/model/objects.ts';
import { partsOfBlockId } from './block-id.ts';

export interface StoredBlock {
  readonly ulid: string;
  readonly atMs: number;
  /** Its meta.json is there. */
  readonly isWhole: boolean;
}

/** What stands in a store of blocks and is not marked for deletion, by the digits that tell of a block's content. */
export async function storedBlocks(store: ObjectStore): Promise<ReadonlyMap<string, StoredBlock>> {
  const found = new Map<string, StoredBlock>();
  let current: { ulid: string; files: Set<string> } | undefined;
  const keep = () => {
    const parts = current && partsOfBlockId(current.ulid);
    if (!current || !parts || current.files.has('deletion-mark.json')) return;
    // Of several uploads of one content, one that is whole counts.
    if (found.get(parts.content)?.isWhole) return;
    found.set(parts.content, { ulid: current.ulid, atMs: parts.atMs, isWhole: current.files.has('meta.json') });
  };
  for await (const { key } of store.list('')) {
    const [ulid = '', file = ''] = key.split(/\/(.*)/s);
    if (ulid !== current?.ulid) {
      keep();
      current = { ulid, files: new Set() };
    }
    current.files.add(file);
  }
  keep();
  return found;
}
