import { LAYOUT } from '../../lib/model/layout.ts';
import type { ObjectStore } from '../../lib/model/objects.ts';

/**
 * Claims a tick before it is run, where a run may happen only once: of all that try, one gets it, whatever became of its request's first attempts.
 *
 * @param key the batch's journalKey
 * @param nonce of this invocation alone, such as a random UUID: by it a claim is known as one's own
 * @throws what the store throws; then nobody knows who has the tick, and it must not be run
 */
export async function claimTick(store: ObjectStore, key: string, nonce: string): Promise<'claimed' | 'taken'> {
  const at = `${LAYOUT.claims}${key}`;
  const claim = Buffer.from(JSON.stringify({ nonce }));
  if ((await store.put(at, claim, { ifAbsent: true, contentType: 'application/json' })) === 'written') return 'claimed';
  // An attempt whose answer was lost may have written it.
  const there = await store.get(at);
  return there !== undefined && Buffer.compare(claim, there) === 0 ? 'claimed' : 'taken';
}
