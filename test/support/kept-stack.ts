import { onTestFinished } from 'vitest';
import { restorablesOf } from '../../bin/backend/sinks.ts';
import { systemClock } from '../../functions/engine/system-clock.ts';
import type { FileJournal } from '../../functions/journal/file-store.ts';
import { Keeper, type KeeperStatus } from '../../functions/keeper/keeper.ts';
import { createRuleFiles, type RuleFiles } from '../../functions/keeper/rule-files.ts';
import type { Restorable } from '../../functions/keeper/store-keeper.ts';
import { machinePaths } from '../../lib/backend/paths.ts';
import { DEFAULT_BACKEND } from '../../lib/backend/settings.ts';
import type { Sink } from '../../lib/model/delivery.ts';
import type { StartedStack } from './started-stack.ts';

/** One recording rule: what is evaluated shows in Prometheus. */
const RULES = {
  'rules/local/test.yml': JSON.stringify({
    groups: [{ name: 'test', rules: [{ record: 'ruled', expr: 'vector(1)' }] }],
  }),
};

export interface KeptStack {
  readonly keeper: Keeper;
  /** Each state with its words, in their order. */
  readonly told: readonly KeeperStatus[];
  /** Names of the groups that Prometheus evaluates. */
  groups(): Promise<readonly string[]>;
}

interface KeptOptions {
  readonly started: StartedStack;
  readonly folder: string;
  readonly journal: FileJournal;
  /** Changes the stores as the backend has them; default: metrics alone. */
  readonly restorables?: (usual: readonly [metrics: Restorable, logs: Restorable]) => readonly Restorable[];
  readonly visibleMs?: number;
  readonly rules?: (usual: RuleFiles) => RuleFiles;
}

/** A keeper of programs that run, with the backend's own sinks and questions; it is stopped when the test is over. */
export function startKeeper({ started, folder, journal, restorables, rules, visibleMs }: KeptOptions): KeptStack {
  const { addresses } = started;
  const prometheus = `http://${addresses['prometheus.http'].reach}`;
  const settings = { ...DEFAULT_BACKEND, id: 'probewright', store: { type: 'folder', path: folder } } as const;
  const [metrics, logs] = restorablesOf(settings, addresses);
  if (!metrics || !logs) throw new Error('no stores');
  const files = createRuleFiles({
    folder: machinePaths(folder).config,
    rules: () => RULES,
    reloadUrls: [`${prometheus}/-/reload`, `http://${addresses['ruler.http'].reach}/-/reload`],
  });
  const told: KeeperStatus[] = [];
  const keeper = new Keeper({
    journal,
    restorables: restorables?.([metrics, logs]) ?? [metrics],
    rules: rules?.(files) ?? files,
    clock: systemClock,
    random: Math.random,
    rate: 100_000,
    settleMs: 0,
    ...(visibleMs !== undefined && { visibleMs }),
    beside: async () => undefined,
    onStatus: (status) => told.push(status),
  });
  onTestFinished(async () => {
    await keeper.stop();
    // The next test begins without rules.
    await files.unload();
  });
  return {
    keeper,
    told,
    async groups() {
      const answer = await fetch(`${prometheus}/api/v1/rules`);
      const { data } = (await answer.json()) as { data: { groups: readonly { name: string }[] } };
      return data.groups.map(({ name }) => name);
    },
  };
}

/** The same store behind another way in. */
export function withSink(restorable: Restorable, send: (sink: Sink) => Sink['send']): Restorable {
  const { destination } = restorable;
  const { sink } = destination;
  return { ...restorable, destination: { ...destination, sink: { name: sink.name, send: send(sink) } } };
}
