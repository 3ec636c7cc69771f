import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freshPorts } from '../../bin/backend/fresh-ports.ts';
import { type LocalBackend, startLocalBackend } from '../../bin/backend/local-backend.ts';
import { openLogFiles } from '../../bin/backend/log-files.ts';
import { createRunnerStart } from '../../bin/backend/start-runner.ts';
import { openFileJournal } from '../../functions/journal/file-store.ts';
import type { ToldAlerts } from '../../functions/keeper/keeper-server.ts';
import { type Addresses, machineAddresses } from '../../lib/backend/addresses.ts';
import { type BackendSettings, DEFAULT_BACKEND } from '../../lib/backend/settings.ts';
import { toolPath } from '../../tools/install.ts';
import { batchesOf, type Load, planFor } from './accounting/batches.ts';
import { capturedIo } from './captured-io.ts';

export interface FilledBackendOptions {
  readonly folder: string;
  readonly settings: Partial<BackendSettings> & Pick<BackendSettings, 'store'>;
  readonly environment: Readonly<Record<string, string>>;
  /** Text of a definitions file. */
  readonly definitions: string;
  /** What the journal holds from before. */
  readonly load: Load;
  readonly rules: Readonly<Record<string, string>>;
  readonly settleMs: number;
}

export interface FilledBackend {
  readonly backend: LocalBackend;
  readonly addresses: Addresses;
  /** Folders of the parts, which may be wiped. */
  readonly data: string;
  /** Everything that was told to Alertmanager's receiver. */
  told(): Promise<readonly ToldAlerts[]>;
  stop(): Promise<void>;
}

/** The backend as `backend up` starts it, in this process, with a journal that holds a past. */
export async function startFilledBackend(options: FilledBackendOptions): Promise<FilledBackend> {
  const { folder, settings, definitions, rules, settleMs, load } = options;
  const dataFolder = join(folder, '.probewright');
  await journalLoad(join(dataFolder, 'journal'), load);
  await mkdir(join(folder, 'probes'));
  await writeFile(join(folder, 'probes', 'test.probe.yaml'), definitions);
  const addresses = machineAddresses(await freshPorts());
  const environment = { PATH: process.env.PATH ?? '', ...options.environment };
  const logs = openLogFiles({ folder: join(folder, 'logs'), names: ['keeper'], colour: false });
  const { io } = capturedIo(folder);
  const own = [join(folder, 'probes')];
  const runner = await createRunnerStart({ values: { listen: '127.0.0.1:0', demo: false }, own, dataFolder, logs, io });
  const backend = await startLocalBackend({
    settings: { ...DEFAULT_BACKEND, id: 'probewright', ...settings },
    addresses,
    folder: join(folder, 'backend'),
    programPath: toolPath,
    environment,
    logs,
    startRunner: runner.start,
    rules,
    settleMs,
  });
  return {
    backend,
    addresses,
    data: join(folder, 'backend', 'data'),
    async told() {
      const answer = await fetch(`http://${addresses['keeper.http'].reach}/api/alerts`);
      return (await answer.json()) as readonly ToldAlerts[];
    },
    async stop() {
      await backend.stop();
      await runner.close();
      await logs.close();
    },
  };
}

async function journalLoad(folder: string, load: Load): Promise<void> {
  const journal = await openFileJournal({
    folder,
    maxAgeMs: 35 * 86_400_000,
    maxBytes: 2 ** 30,
    segmentBytes: 2 ** 23,
    clock: { now: Date.now, elapsed: () => performance.now() },
    onTrouble: () => undefined,
  });
  await journal.savePlan(planFor(load));
  let writing: Promise<unknown>[] = [];
  for (const batch of batchesOf(load)) {
    writing.push(journal.append(batch));
    if (writing.length >= 1_000) {
      await Promise.all(writing);
      writing = [];
    }
  }
  await Promise.all(writing);
  await journal.close();
}

export function kill(pids: readonly (number | undefined)[]): void {
  for (const pid of pids) if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

/** Empties folders of parts, those that are there. */
export async function wipe(data: string, parts: readonly string[]): Promise<void> {
  for (const part of parts) {
    const names = await readdir(join(data, part)).catch(() => []);
    for (const name of names) await rm(join(data, part, name), { recursive: true, force: true });
  }
}
