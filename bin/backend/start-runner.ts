import { resolve } from 'node:path';
import type { Destination } from '../../functions/delivery/destination.ts';
import { systemClock } from '../../functions/engine/system-clock.ts';
import { logFindings } from '../../functions/local/findings-log.ts';
import type { Local } from '../../functions/local/local.ts';
import { createLog } from '../../functions/local/log.ts';
import { startLocal } from '../../functions/local/start.ts';
import { createProbeEngine } from '../../functions/probe/create-engine.ts';
import { createEnvSecrets, followEnvFile } from '../../functions/secrets/env.ts';
import { compile } from '../../lib/definitions/compile.ts';
import type { Io } from '../command.ts';
import { parseListen } from '../listen-address.ts';
import type { LogFiles } from './log-files.ts';

export interface RunnerStartOptions {
  readonly values: {
    readonly listen: string;
    readonly demo: boolean;
    readonly config?: string | undefined;
    readonly 'env-file'?: string | undefined;
  };
  readonly own: readonly string[];
  readonly dataFolder: string;
  readonly logs: LogFiles;
  readonly io: Io;
}

const DAY_MS = 86_400_000;

/** The local runner as a part of the backend: it says what it has to say through the backend's logs. */
export async function createRunnerStart({ values, own, dataFolder, logs, io }: RunnerStartOptions) {
  const demo = values.demo ? await (await import('../../demo/shop.ts')).startDemo() : undefined;
  const config = resolve(io.cwd, values.config ?? 'probewright.config.ts');
  const definitions = [...own, ...(demo ? [demo.definitions] : [])];
  const log = createLog({
    format: 'json',
    colour: false,
    write: (text) => logs.line('runner', text.trimEnd()),
    now: systemClock.now,
  });
  return {
    async start(destinations: readonly Destination[]): Promise<Local> {
      const secrets = createEnvSecrets(io.env, followEnvFile(resolve(io.cwd, values['env-file'] ?? '.env')));
      const local = await startLocal({
        engine: createProbeEngine({ location: 'local', place: 'local', secrets }),
        clock: systemClock,
        location: 'local',
        dataFolder,
        maxAgeMs: 35 * DAY_MS,
        maxBytes: 2 ** 30,
        listen: parseListen(values.listen),
        allowedHosts: [],
        compile: () =>
          compile({
            definitions,
            ...(values.config !== undefined && { config }),
            variables: { ...demo?.variables },
          }),
        folders: definitions,
        files: [config],
        destinations,
        log,
      });
      logFindings(log, local.findings, local.probes);
      local.announce();
      return local;
    },
    async close(): Promise<void> {
      await demo?.close();
    },
  };
}
