import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Demo } from '../../demo/shop.ts';
import { systemClock } from '../../functions/engine/system-clock.ts';
import { JournalError } from '../../functions/journal/journal-error.ts';
import { logFindings } from '../../functions/local/findings-log.ts';
import { isLoopback } from '../../functions/local/http/guard.ts';
import { ListenError } from '../../functions/local/listen.ts';
import type { Local } from '../../functions/local/local.ts';
import { createLog, type Log } from '../../functions/local/log.ts';
import { startLocal } from '../../functions/local/start.ts';
import { createProbeEngine } from '../../functions/probe/create-engine.ts';
import { createEnvSecrets, followEnvFile } from '../../functions/secrets/env.ts';
import { compile } from '../../lib/definitions/compile.ts';
import { VERSION } from '../../lib/model/version.ts';
import { calledAs } from '../called-as.ts';
import { type Command, type Io, UsageError } from '../command.ts';
import { configuredDestinations } from '../configured-destinations.ts';
import { DESTINATION_HELP, DESTINATION_OPTIONS, destinationsOf } from '../destinations.ts';
import { pageAddress, parseListen } from '../listen-address.ts';
import { COMMON_HELP, parseCommandLine, parsePairs } from '../options.ts';
import { awsKeys, variablesFrom } from '../sink-auth.ts';
import { formatBanner } from '../text/banner.ts';
import { formatFindings, plural } from '../text/findings.ts';
import { formatStanding } from '../text/standing.ts';
import { FINISH_MS, untilSignalled } from '../until-signalled.ts';

const HELP = `Usage: probewright run [OPTIONS]

Runs every probe on its interval, whatever its locations, with a page, metrics, and a journal of all results, until it is stopped
(Ctrl-C; a second one stops at once). Definitions are read again when a file changes; while they have errors the last good set runs on.

Options:
      --listen HOST:PORT     where the page is served (default: 127.0.0.1:9115; other addresses than loopback have no password)
      --allow-host NAME      another name under which the page may be asked for; may be given again
      --data DIR             where the journal is kept (default: .probewright)
      --location NAME        what the results are labelled with (default: local)
      --demo                 starts a demo shop on this machine and runs its probes, too
      --var NAME=VALUE       a value for \${var:NAME}; may be given again
      --env-file FILE        where secrets are read from beside the environment (default: .env, where there is one)
      --log pretty|json      default: pretty on a terminal, else json
      --deliver              sends to the receivers of the configuration (delivery, mode 'direct'), as it is at the start; the options
                             below and their variables win, sink by sink. Its secrets are read from the environment or the env file
      --environment NAME     whose receivers, where the configuration has several environments

${DESTINATION_HELP}

Everywhere:
${COMMON_HELP}

  GET /  /metrics  /api/probes  /api/probes/NAME  /api/runs?probe=&from=&to=  /api/delivery  /api/findings  /api/events  /-/healthy  /-/ready
  POST /api/probes/NAME/run  /-/reload

Exit codes: 0 stopped · 2 wrong input · 3 a fault of ours.
`;

const OPTIONS = {
  listen: { type: 'string', default: '127.0.0.1:9115' },
  'allow-host': { type: 'string', multiple: true },
  data: { type: 'string', default: '.probewright' },
  location: { type: 'string', default: 'local' },
  demo: { type: 'boolean', default: false },
  var: { type: 'string', multiple: true },
  'env-file': { type: 'string' },
  log: { type: 'string' },
  deliver: { type: 'boolean', default: false },
  environment: { type: 'string' },
} as const;
const ALL_OPTIONS = { ...OPTIONS, ...DESTINATION_OPTIONS };

type Values = ReturnType<typeof parseCommandLine<typeof OPTIONS>>['values'];

const DAY_MS = 86_400_000;
const CONFIG = 'probewright.config.ts';

/** Every probe on its interval, with a page. */
export const command: Command = { summary: 'every probe on its interval, with a page and metrics', help: HELP, run };

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine<typeof OPTIONS>(argv, ALL_OPTIONS);
  if (positionals.length > 0) {
    throw new UsageError(`run takes no arguments; name a folder with -d ${positionals.join(' -d ')}.`);
  }
  const own = (values.definitions ?? ['probes']).map((folder) => resolve(io.cwd, folder));
  const missing = own.find((folder) => !existsSync(folder));
  if (missing !== undefined && !(values.demo && values.definitions === undefined)) {
    io.err(`probewright run: there is no folder ${missing}. ${howToBegin(io)}\n`);
    return 2;
  }
  const demo = values.demo ? await (await import('../../demo/shop.ts')).startDemo() : undefined;
  try {
    return await runUntilSignalled(values, own, demo, io);
  } catch (error) {
    if (!(error instanceof ListenError || error instanceof JournalError)) throw error;
    const make = demo && error instanceof ListenError ? makeHint(error) : '';
    io.err(`probewright run: ${error.message}\n${make}`);
    return 2;
  } finally {
    await demo?.close();
  }
}

/** With the demo it was likely make that called: there the option goes another way. */
function makeHint({ instead }: ListenError): string {
  return instead === undefined ? '' : `With make: make run ARGS='--listen ${instead}'\n`;
}

function howToBegin(io: Io): string {
  return `Make a first probe with «${calledAs(io)} new http my-shop», name another folder with -d, or look around with --demo.`;
}

async function runUntilSignalled(values: Values, own: string[], demo: Demo | undefined, io: Io): Promise<number> {
  const format = formatOf(values);
  const log = createLog({ format, colour: io.colour, write: io.out, now: systemClock.now });
  const local = await start(values, own, demo, log, io);
  greet(local, values, [...own, ...(demo ? [demo.definitions] : [])], format === 'json' ? log : undefined, io);
  if (own.some((folder) => !existsSync(folder))) log('info', `There is no folder of your own yet. ${howToBegin(io)}`);
  local.announce();
  guardProcess(log);
  // A terminal that is closed hangs up: then nobody is there to stop it. Elsewhere it is the old way to say «read again».
  if (process.stdout.isTTY !== true) process.on('SIGHUP', () => void local.reload());
  await untilSignalled((signal) => log('info', `${signal}: no run starts any more; those under way finish.`));
  await local.stop(FINISH_MS);
  log('info', 'Stopped.');
  return 0;
}

async function start(values: Values, own: string[], demo: Demo | undefined, log: Log, io: Io): Promise<Local> {
  const { location } = values;
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(location)) {
    throw new UsageError(
      `--location takes lower-case letters, digits and hyphens between them, at most 63, not '${location}'.`,
    );
  }
  const config = values.config === undefined ? undefined : resolve(io.cwd, values.config);
  const variables = { ...demo?.variables, ...parsePairs(values.var ?? [], '--var') };
  const followed = followEnvFile(resolve(io.cwd, values['env-file'] ?? '.env'));
  const secrets = createEnvSecrets(io.env, followed);
  const compileAll = () =>
    compile({ definitions: folders(own, demo), ...(config !== undefined && { config }), variables });
  const named = destinationsOf(values, io.cwd, variablesFrom(io.env, followed));
  const parts = { secrets, aws: awsKeys('--deliver', variablesFrom(io.env, followed)) };
  const configured = await configuredDestinations({ ...values, named, compile: compileAll, parts });
  return await startLocal({
    engine: createProbeEngine({ location, place: location === 'local' ? 'local' : 'own', secrets }),
    clock: systemClock,
    location,
    dataFolder: resolve(io.cwd, values.data),
    maxAgeMs: 35 * DAY_MS,
    maxBytes: 2 ** 30,
    listen: parseListen(values.listen),
    allowedHosts: values['allow-host'] ?? [],
    compile: compileAll,
    folders: [...own, ...(demo ? [demo.definitions] : [])],
    files: [config ?? resolve(io.cwd, CONFIG)],
    destinations: [...named, ...configured],
    log,
  });
}

/** Beside the demo one's own folder may still be missing; without it, a folder that went is a finding, and the set stays. */
function folders(own: readonly string[], demo: Demo | undefined): string[] {
  return demo ? [...own.filter((folder) => existsSync(folder)), demo.definitions] : [...own];
}

/** What escapes from one run must not end the others; a reader of the log that goes away neither. */
function guardProcess(log: Log): void {
  const fault = (error: unknown) => {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log('error', `A fault of ours, please report it: ${what}`, { event: 'fault' });
  };
  process.on('uncaughtException', fault);
  process.on('unhandledRejection', fault);
  for (const stream of [process.stdout, process.stderr])
    stream.removeAllListeners('error').on('error', () => undefined);
}

function formatOf({ log, json }: Values): 'pretty' | 'json' {
  const format = log ?? (json || process.stdout.isTTY !== true ? 'json' : 'pretty');
  if (format !== 'pretty' && format !== 'json') throw new UsageError(`--log takes pretty or json, not '${format}'.`);
  return format;
}

function greet(local: Local, values: Values, all: readonly string[], log: Log | undefined, io: Io): void {
  const { host } = parseListen(values.listen);
  const { batches, bytes } = local.stats;
  const page = pageAddress({ host, port: local.port });
  const dataFolder = resolve(io.cwd, values.data);
  const banner = {
    probes: local.probes,
    files: new Set(local.entries.map(({ probe }) => probe.source.file)).size,
    standing: formatStanding(local.entries, systemClock.now()),
    folders: all,
    page,
    dataFolder,
    batches,
    bytes,
  };
  if (log) {
    log('info', `Probewright ${VERSION} runs ${plural(local.probes, 'probe')}; page at ${page}`, {
      ...banner,
      event: 'started',
      version: VERSION,
      folders: all.join(', '),
      location: values.location,
    });
    logFindings(log, local.findings, local.probes);
  } else {
    io.out(formatBanner({ ...banner, location: values.location }, io));
    const { diagnostics, current } = local.findings;
    if (diagnostics.length > 0) io.out(`${formatFindings(diagnostics, io.colour)}\n`);
    if (!current) io.out('The definitions have errors: nothing runs until they are mended; this goes on watching.\n');
  }
  if (isLoopback(host)) return;
  const warning = `The page is served to everybody who can reach ${page}: there is no password.`;
  if (log) log('warn', warning, { event: 'open' });
  else io.out(`${warning}\n`);
}
