import { Gauge, Registry } from 'prom-client';
import type { KeeperState, KeeperStatus } from './keeper.ts';

const STATES: readonly KeeperState[] = ['waiting', 'comparing', 'restoring', 'incomplete', 'ready'];

/** The keeper's own metrics as text. */
export async function keeperMetrics({ state, missing, sinceMs }: KeeperStatus): Promise<string> {
  const registers = [new Registry()] as const;
  const is = new Gauge({
    name: 'probewright_keeper_state',
    help: '1 for the state that the keeper is in, 0 for the others',
    labelNames: ['state'],
    registers: [...registers],
  });
  for (const one of STATES) is.set({ state: one }, one === state ? 1 : 0);
  new Gauge({
    name: 'probewright_keeper_state_since_timestamp_seconds',
    help: 'Since when it is in this state',
    registers: [...registers],
  }).set(sinceMs / 1000);
  const lacking = new Gauge({
    name: 'probewright_keeper_missing_runs',
    help: 'Runs of the journal that a store lacks, by the hour that they are of, as last compared',
    labelNames: ['store', 'hour'],
    registers: [...registers],
  });
  for (const [store, hours] of Object.entries(missing)) {
    for (const { fromMs, expected, found } of hours) {
      lacking.set({ store, hour: new Date(fromMs).toISOString().slice(0, 13) }, expected - found);
    }
  }
  return await registers[0].metrics();
}
