import type { Server } from 'node:http';
import type { Destination } from '../../functions/delivery/destination.ts';
import { systemClock } from '../../functions/engine/system-clock.ts';
import { Keeper, type KeeperStatus } from '../../functions/keeper/keeper.ts';
import { startKeeperServer } from '../../functions/keeper/keeper-server.ts';
import { createRuleFiles } from '../../functions/keeper/rule-files.ts';
import type { Local } from '../../functions/local/local.ts';
import { type Addresses, hostOf, portOf } from '../../lib/backend/addresses.ts';
import { machinePaths } from '../../lib/backend/paths.ts';
import type { BackendSettings } from '../../lib/backend/settings.ts';
import { createBeside } from './beside.ts';
import type { LogFiles } from './log-files.ts';
import { createPlanRuleTexts, followRules } from './plan-rule-files.ts';
import { liveDestinations, restorablesOf, STORE_OF } from './sinks.ts';
import { type Stack, startStack } from './stack.ts';
import { removeState, writeState } from './state-file.ts';

export interface LocalBackendOptions {
  readonly settings: BackendSettings;
  readonly addresses: Addresses;
  /** `config`, `data`, `logs`, `keeper` and the state file are in it. */
  readonly folder: string;
  readonly programPath: (name: string) => string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logs: LogFiles;
  /** Starts the local runner with these destinations. */
  readonly startRunner: (destinations: readonly Destination[]) => Promise<Local>;
  /** Rule files beside the backend's own: texts by their path below `rules/local` or `rules/ruler`, by who evaluates them. */
  readonly rules?: Readonly<Record<string, string>>;
  /** Results of live runs are in every store after this, milliseconds. */
  readonly settleMs: number;
}

export interface LocalBackend {
  readonly stack: Stack;
  readonly keeper: Keeper;
  readonly local: Local;
  stop(): Promise<void>;
}

const RESTORE_RATE = 100_000;
const RUNS_FINISH_MS = 15_000;

/** The whole backend on this machine, filled by the local runner, and the keeper that sees to its being whole. */
export async function startLocalBackend(options: LocalBackendOptions): Promise<LocalBackend> {
  const { settings, addresses, folder, logs } = options;
  const restorables = restorablesOf(settings, addresses);
  const local = await options.startRunner(liveDestinations(settings, addresses, restorables));
  let stack: Stack | undefined;
  const stateChanged = () => void saveState(options, stack);
  const ofPlan = createPlanRuleTexts(settings, () => local.entries);
  const files = createRuleFiles({
    folder: machinePaths(folder).config,
    rules: () => ({ ...stack?.rendered.rules, ...ofPlan(), ...options.rules }),
    reloadUrls: ['prometheus.http', 'ruler.http'].map(
      (port) => `http://${addresses[port as keyof Addresses].reach}/-/reload`,
    ),
  });
  const rules = followRules(files, ofPlan);
  const beside = createBeside(settings, addresses);
  const keeper = new Keeper({
    journal: local.journal,
    restorables,
    rules,
    clock: systemClock,
    random: Math.random,
    rate: RESTORE_RATE,
    settleMs: options.settleMs,
    async beside(areRulesEvaluated) {
      await rules.follow();
      await beside(areRulesEvaluated);
    },
    onStatus: ({ words }: KeeperStatus) => logs.line('keeper', words),
  });
  const server = await startKeeperServer({
    host: hostOf(addresses['keeper.http'].listen),
    port: portOf(addresses['keeper.http'].listen),
    status: () => keeper.status,
    state: () => ({ parts: partsOf(stack), delivery: local.delivery, page: `http://127.0.0.1:${local.port}/` }),
    now: systemClock.now,
    onAlerts: ({ status, alerts }) => logs.line('keeper', `alerts ${status}: ${JSON.stringify(alerts)}`),
  });
  const running = await startStack({
    ...options,
    onLine: (part, line) => logs.line(part, line),
    onState: stateChanged,
    async onEnded(part) {
      const store = STORE_OF[part];
      if (store !== undefined) await keeper.suspect(store);
      // What it has not got rid of would be the first that the new Prometheus takes, and all that is restored would be older than that.
      if (part === 'prometheus') await stack?.parts.find((one) => one.part.name === 'ruler')?.crash();
    },
  }).catch(async (error: unknown) => {
    await stopAll({ local, keeper, server, folder });
    throw error;
  });
  stack = running;
  stateChanged();
  keeper.start();
  return {
    stack: running,
    keeper,
    local,
    stop: () => stopAll({ local, keeper, stack: running, server, folder }),
  };
}

interface Running {
  readonly local: Local;
  readonly keeper: Keeper;
  readonly stack?: Stack;
  readonly server: Server;
  readonly folder: string;
}

/** Whoever sends goes first, who stores goes last. */
async function stopAll({ local, keeper, stack, server, folder }: Running): Promise<void> {
  await keeper.stop();
  await local.stop(RUNS_FINISH_MS);
  await stack?.stop();
  server.closeAllConnections();
  server.close();
  await removeState(folder);
}

function partsOf(stack: Stack | undefined): object[] {
  return (stack?.parts ?? []).map((one) => ({
    name: one.part.name,
    state: one.state,
    pid: one.pid,
    restarts: one.restarts,
    startedAtMs: one.startedAtMs,
  }));
}

let saving = Promise.resolve();

/** One write after the other. */
function saveState({ folder, addresses }: LocalBackendOptions, stack: Stack | undefined): Promise<void> {
  saving = saving.then(() =>
    writeState(folder, {
      version: 1,
      pid: process.pid,
      keeper: addresses['keeper.http'].reach,
      parts: (stack?.parts ?? []).flatMap(({ part, pid }) => (pid === undefined ? [] : [{ name: part.name, pid }])),
    }).catch(() => undefined),
  );
  return saving;
}
