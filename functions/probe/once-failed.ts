import type { ObjectStore } from '../../lib/model/objects.ts';

type Writer = Pick<ObjectStore, 'put'>;

/**
 * The same store, of which no put is waited for again so soon after one has failed: each fails at once, with what was wrong then. For whoever has another
 * store to write to, and not the time to learn of every object that this one is away.
 *
 * @param restMs how long after a failure, milliseconds
 */
export function onceFailed<Store extends Writer>(store: Store, restMs: number, now: () => number = Date.now): Store {
  let failed: { readonly untilMs: number; readonly error: unknown } | undefined;
  return {
    ...store,
    async put(...object: Parameters<Writer['put']>) {
      if (failed && now() < failed.untilMs) throw failed.error;
      try {
        return await store.put(...object);
      } catch (error) {
        failed = { untilMs: now() + restMs, error };
        throw error;
      }
    },
  };
}
