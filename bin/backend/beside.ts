import { createSilenceKeeper, refreshAlerts } from '../../functions/keeper/alertmanager.ts';
import type { KeeperOptions } from '../../functions/keeper/keeper.ts';
import { createFolderObjects } from '../../functions/objects/folder-objects.ts';
import { createS3Objects } from '../../functions/objects/s3-objects.ts';
import type { Addresses } from '../../lib/backend/addresses.ts';
import type { BackendSettings, StoreSettings } from '../../lib/backend/settings.ts';
import type { ObjectStore } from '../../lib/model/objects.ts';

const PATIENCE_MS = 5_000;

/** What the keeper sees to beside the stores: that alerts stay true, and that silences outlive Alertmanager's disk. */
export function createBeside({ store }: BackendSettings, addresses: Addresses): KeeperOptions['beside'] {
  const at = (port: keyof Addresses) => `http://${addresses[port].reach}`;
  const evaluators = [at('prometheus.http'), at('ruler.http')];
  const silences = createSilenceKeeper(at('alertmanager.http'), objectsOf(store));
  let keeping: Promise<unknown> | undefined;
  return async (areRulesEvaluated) => {
    const nowMs = Date.now();
    await refreshAlerts(at('alertmanager.http'), { nowMs, ...(areRulesEvaluated && { pendingIn: evaluators }) });
    // An object store that hangs must not hold up the alerts.
    keeping ??= silences(nowMs).finally(() => {
      keeping = undefined;
    });
    await within(keeping, PATIENCE_MS);
  };
}

function objectsOf(store: StoreSettings): ObjectStore {
  if (store.type === 'folder') return createFolderObjects(store.path);
  const { bucket, region, endpoint } = store;
  return createS3Objects({ bucket, region, ...(endpoint !== undefined && { endpoint }) });
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`the object store has not answered within ${ms / 1000} s`)), ms);
  await Promise.race([work, over]).finally(() => clearTimeout(timer));
}
