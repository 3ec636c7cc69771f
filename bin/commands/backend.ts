import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { machineAddresses } from '../../lib/backend/addresses.ts';
import { derive } from '../../lib/backend/derived.ts';
import { PARTS } from '../../lib/backend/parts.ts';
import { machinePaths } from '../../lib/backend/paths.ts';
import { renderBackend } from '../../lib/backend/render.ts';
import { type BackendSettings, DEFAULT_BACKEND } from '../../lib/backend/settings.ts';
import { durationMs } from '../../lib/definitions/units.ts';
import { toolPath } from '../../tools/install.ts';
import { freshPorts } from '../backend/fresh-ports.ts';
import { startLocalBackend } from '../backend/local-backend.ts';
import { openLogFiles } from '../backend/log-files.ts';
import { showLogs } from '../backend/show-logs.ts';
import { createRunnerStart } from '../backend/start-runner.ts';
import { isAlive, isOurs, readState, removeState, type StateFile } from '../backend/state-file.ts';
import { storeOf } from '../backend/store-option.ts';
import { takenPorts } from '../backend/taken-ports.ts';
import { type Command, type Io, UsageError } from '../command.ts';
import { COMMON_HELP, parseCommandLine } from '../options.ts';
import { type BackendState, formatBackend } from '../text/backend.ts';
import { untilSignalled } from '../until-signalled.ts';

const HELP = `Usage: probewright backend up|status|logs|down [OPTIONS]

The backend on this machine: real Prometheus, Thanos, Loki and Alertmanager, filled by the local runner with your probes. Everything that lasts is in the object
store (a folder, or a bucket) and in the journal: any program may be killed and any of their folders wiped.

  up                       starts all of it and stays (Ctrl-C stops it); programs that end are started again
  status                   one table: what is up, since when, how far behind
  logs [PART …]            what the parts have said (default: all), from their files
  down                     stops what «up» has started

Options:
      --data DIR           where journal, configuration and logs are (default: .probewright)
      --store FOLDER|s3://BUCKET  the object store (default: DIR/backend/objects); s3 with --s3-region and, for other than AWS, --s3-endpoint
      --s3-region REGION, --s3-endpoint URL
      --horizon 24h        how late results may come, and how much is restored after a loss
      --settle 75s         results so old must be in every store: the longest timeout of a probe, and the way
      --ports usual|free   the programs' usual ports, or any that are free (default: usual)
      --listen HOST:PORT   where the runner's page is served (default: 127.0.0.1:9115)
      --demo               runs the demo's probes, too
      --quiet              only what the keeper says
      --env-file FILE      where secrets are read from beside the environment

Everywhere:
${COMMON_HELP}

Exit codes: 0 fine · 1 not all of it is up · 2 wrong input · 3 a fault of ours.
`;

const OPTIONS = {
  data: { type: 'string', default: '.probewright' },
  store: { type: 'string' },
  's3-region': { type: 'string' },
  's3-endpoint': { type: 'string' },
  horizon: { type: 'string', default: '24h' },
  settle: { type: 'string', default: '75s' },
  ports: { type: 'string', default: 'usual' },
  listen: { type: 'string', default: '127.0.0.1:9115' },
  demo: { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
  'env-file': { type: 'string' },
} as const;

type Values = ReturnType<typeof parseCommandLine<typeof OPTIONS>>['values'];

/** The backend on this machine. */
export const command: Command = {
  summary: 'Prometheus, Thanos, Loki and Alertmanager on this machine',
  help: HELP,
  run,
};

const DOWN_WITHIN_MS = 180_000;

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine<typeof OPTIONS>(argv, OPTIONS);
  const [verb, ...names] = positionals;
  const folder = join(resolve(io.cwd, values.data), 'backend');
  if (verb !== 'logs' && names.length > 0) throw new UsageError(`backend ${verb} takes no '${names.join(' ')}'.`);
  switch (verb) {
    case 'up':
      return await up(values, folder, io);
    case 'status':
      return await status(values, folder, io);
    case 'logs':
      return await showLogs(join(folder, 'logs'), names, io);
    case 'down':
      return await down(folder, io);
    default:
      throw new UsageError(`backend takes up, status, logs or down, not '${verb ?? ''}'.`);
  }
}

async function up(values: Values, folder: string, io: Io): Promise<number> {
  const [horizonMs, settleMs] = [durationOf('horizon', values.horizon), durationOf('settle', values.settle)];
  if (values.ports !== 'usual' && values.ports !== 'free') throw new UsageError('--ports takes usual or free.');
  const own = (values.definitions ?? ['probes']).map((one) => resolve(io.cwd, one)).filter((one) => existsSync(one));
  if (own.length === 0 && !values.demo) {
    throw new UsageError('There are no definitions to run: name their folder with -d, or look around with --demo.');
  }
  const settings = checkedSettings({
    ...DEFAULT_BACKEND,
    id: 'probewright',
    horizonMs,
    traces: 'jaeger',
    store: storeOf(values, folder, io.cwd),
  });
  const left = await readState(folder);
  if (left && isAlive(left.pid) && (await isOurs(left.pid, 'backend'))) {
    throw new UsageError(`A backend runs in ${folder} already (process ${left.pid}). Stop it with «backend down».`);
  }
  await endLeft(left, folder);
  const addresses = machineAddresses(values.ports === 'free' ? await freshPorts() : undefined);
  const { parts } = renderBackend(settings, addresses, machinePaths(folder));
  const here = parts.filter(({ program }) => program !== undefined).map(({ name }) => name);
  const taken = await takenPorts(addresses, ['keeper', ...here]);
  if (taken.length > 0) {
    throw new UsageError(`${taken.join('; ')}. Stop what is there, or take other ports with --ports free.`);
  }
  const names = ['keeper', 'runner', ...PARTS];
  const shown = (text: string) => {
    if (!values.quiet || /^\S*keeper/.test(text)) io.out(text);
  };
  const logs = openLogFiles({ folder: join(folder, 'logs'), names, show: shown, colour: io.colour });
  const runner = await createRunnerStart({ values, own, dataFolder: resolve(io.cwd, values.data), logs, io });
  try {
    const backend = await startLocalBackend({
      settings,
      addresses,
      folder,
      programPath: toolPath,
      environment: programEnvironment(io.env),
      logs,
      startRunner: runner.start,
      settleMs,
    });
    logs.line(
      'keeper',
      `Query at http://${addresses['query.http'].reach}/, Prometheus at http://${addresses['prometheus.http'].reach}/, traces at http://${addresses['jaeger.http'].reach}/, page at http://127.0.0.1:${backend.local.port}/`,
    );
    // A second Ctrl-C does not wait, and leaves nothing behind either.
    process.once('exit', () => {
      for (const part of backend.stack.parts) part.kill();
    });
    await untilSignalled((signal) => logs.line('keeper', `${signal}: stops, whoever sends first.`));
    await backend.stop();
    logs.line('keeper', 'Stopped.');
    return 0;
  } finally {
    await runner.close();
    await logs.close();
  }
}

function checkedSettings(settings: BackendSettings): BackendSettings {
  try {
    derive(settings);
    return settings;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function durationOf(option: string, text: string): number {
  const ms = durationMs(text);
  if (!ms) throw new UsageError(`--${option} takes a duration such as 24h or 75s, not '${text}'.`);
  return ms;
}

/** A bundle of certificates for other programs would keep those of Go from trusting their own. */
function programEnvironment({ AWS_CA_BUNDLE: _, ...env }: Io['env']): Io['env'] {
  return env;
}

/** Ends what an `up` that was killed left behind: two writers in one folder spoil it. */
async function endLeft(left: StateFile | undefined, folder: string): Promise<void> {
  for (const { pid } of left?.parts ?? []) {
    if (!isAlive(pid) || !(await isOurs(pid, folder))) continue;
    process.kill(pid, 'SIGKILL');
    // Its ports and files are free only when it is gone.
    while (isAlive(pid) && (await isOurs(pid, folder))) await new Promise((resume) => setTimeout(resume, 20));
  }
  await removeState(folder);
}

async function status(values: Values, folder: string, io: Io): Promise<number> {
  const state = await readState(folder);
  const answer = state && (await fetch(`http://${state.keeper}/api/state`).catch(() => undefined));
  if (!answer?.ok) {
    io.err(`No backend runs in ${folder}. Start it with «backend up».\n`);
    return 1;
  }
  const known = (await answer.json()) as BackendState;
  io.out(values.json ? `${JSON.stringify(known)}\n` : formatBackend(known, Date.now(), io.colour));
  return known.keeper.state === 'ready' && known.parts.every((part) => part.state === 'ready') ? 0 : 1;
}

async function down(folder: string, io: Io): Promise<number> {
  const state = await readState(folder);
  if (!state || !isAlive(state.pid)) {
    await endLeft(state, folder);
    io.out(`No backend runs in ${folder}.\n`);
    return 0;
  }
  process.kill(state.pid, 'SIGTERM');
  const deadlineMs = Date.now() + DOWN_WITHIN_MS;
  while (isAlive(state.pid)) {
    if (Date.now() > deadlineMs) {
      io.err(`The backend (process ${state.pid}) has not stopped within ${DOWN_WITHIN_MS / 1000} s.\n`);
      return 3;
    }
    await new Promise((resume) => setTimeout(resume, 200));
  }
  io.out('Stopped. What lasts is in the object store and in the journal.\n');
  return 0;
}
