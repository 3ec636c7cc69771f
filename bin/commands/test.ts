import { resolve } from 'node:path';
import { createProbeEngine } from '../../functions/probe/create-engine.ts';
import { createEnvSecrets, readEnvFile } from '../../functions/secrets/env.ts';
import { compile } from '../../lib/definitions/compile.ts';
import { closest } from '../../lib/model/closest.ts';
import type { Compiled } from '../../lib/model/plan.ts';
import type { Probe } from '../../lib/model/probe.ts';
import { type Command, type Io, UsageError } from '../command.ts';
import { COMMON_HELP, parseCommandLine, parsePairs } from '../options.ts';
import { github } from '../reporters/github.ts';
import { json } from '../reporters/json.ts';
import { junit } from '../reporters/junit.ts';
import { pretty } from '../reporters/pretty.ts';
import type { Reporter, Tested } from '../reporters/reporter.ts';
import { plural, printFindings } from '../text/findings.ts';
import { definitionsOfUrls, isUrl, schemeHint } from '../url-probe.ts';

const REPORTERS: Readonly<Record<string, Reporter>> = { pretty, json, junit, github };

const HELP = `Usage: probewright test [NAME|URL …] [OPTIONS]

Runs each probe once, now, whatever its interval, and prints its phases, each check with what was expected and seen, and the reason.
Without a name, all probes run. A URL needs no file: https://…, http://…, tcp://host:port, tls://host, dns://server/name?type=A.

Options:
      --filter LABEL=VALUE   only probes with this label; may be given again
      --location NAME        runs as this location, and only probes that name it (default: local, all probes)
      --var NAME=VALUE       a value for \${var:NAME}; may be given again
      --env-file FILE        where secrets are read from beside the environment (default: .env, where there is one)
      --reporter NAME        pretty, json, junit or github (default: pretty)
      --fail-on degraded     exit with 1 for degraded, too
${COMMON_HELP}

Exit codes: 0 all are up (or degraded) · 1 a probe is down · 2 wrong input · 3 a run was «error».
`;

const OPTIONS = {
  filter: { type: 'string', multiple: true },
  location: { type: 'string' },
  var: { type: 'string', multiple: true },
  'env-file': { type: 'string' },
  reporter: { type: 'string' },
  'fail-on': { type: 'string' },
} as const;

type Values = ReturnType<typeof parseCommandLine<typeof OPTIONS>>['values'];

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  const reporter = reporterOf(values);
  const failOnDegraded = values['fail-on'] === 'degraded';
  if (values['fail-on'] !== undefined && !failOnDegraded)
    throw new UsageError(`--fail-on takes «degraded», not '${values['fail-on']}'.`);
  const urls = positionals.filter(isUrl);
  const names = positionals.filter((name) => !isUrl(name));
  for (const name of names) refuseAddress(name);
  const made = definitionsOfUrls(urls);
  try {
    const compiled = await compileBoth(values, names, urls, made.folder, io);
    if (!compiled.compiled) {
      printFindings(compiled.diagnostics, io);
      return 2;
    }
    const probes = select(
      compiled.compiled.plan.probes,
      [...names, ...made.names],
      values,
      urls.length > 0 && names.length === 0,
    );
    const all = await runAll(probes, values, reporter, io);
    reporter.end(all, io);
    return exitCode(all, failOnDegraded);
  } finally {
    made.remove();
  }
}

/** Before any definitions are looked for: whoever probes an address may have none. */
function refuseAddress(name: string): void {
  const hint = schemeHint(name);
  if (hint) throw new UsageError(`there is no probe '${name}'. ${hint}`);
}

/** With only URLs, nobody's definitions are read: what is wrong in them is no concern of this call. */
async function compileBoth(
  values: Values,
  names: readonly string[],
  urls: readonly string[],
  folder: string,
  io: Io,
): Promise<Compiled> {
  const own =
    names.length > 0 || urls.length === 0
      ? (values.definitions ?? ['probes']).map((path) => resolve(io.cwd, path))
      : [];
  return await compile({
    definitions: [...own, ...(urls.length > 0 ? [folder] : [])],
    ...(values.config === undefined ? {} : { config: resolve(io.cwd, values.config) }),
    variables: parsePairs(values.var ?? [], '--var'),
  });
}

function reporterOf(values: Values): Reporter {
  const name = values.reporter ?? (values.json ? 'json' : 'pretty');
  const reporter = REPORTERS[name];
  if (!reporter)
    throw new UsageError(`there is no reporter '${name}'; there are ${Object.keys(REPORTERS).join(', ')}.`);
  return reporter;
}

function select(all: readonly Probe[], names: readonly string[], values: Values, onlyUrls: boolean): readonly Probe[] {
  for (const name of names) {
    if (all.some((probe) => probe.name === name)) continue;
    const meant = closest(
      name,
      all.map((probe) => probe.name),
    );
    throw new UsageError(
      `there is no probe '${name}'.${meant ? ` Did you mean '${meant}'?` : ''} There ${all.length === 1 ? 'is' : 'are'} ${plural(all.length, 'probe')}.`,
    );
  }
  const filters = Object.entries(parsePairs(values.filter ?? [], '--filter'));
  const chosen = all
    .filter((probe) => names.length === 0 || names.includes(probe.name))
    .filter((probe) => filters.every(([label, value]) => probe.labels[label] === value))
    .filter((probe) => onlyUrls || values.location === undefined || probe.locations.includes(values.location))
    .filter((probe) => probe.enabled || names.includes(probe.name));
  if (chosen.length === 0)
    throw new UsageError(
      all.length === 0
        ? 'there are no probes.'
        : all.length === 1
          ? `the only probe, '${all[0]?.name}', is not enabled or does not fit the filter.`
          : `none of the ${all.length} probes is enabled and fits the filter.`,
    );
  return chosen;
}

async function runAll(
  probes: readonly Probe[],
  values: Values,
  reporter: Reporter,
  io: Io,
): Promise<readonly Tested[]> {
  const secrets = createEnvSecrets(io.env, readEnvFile(resolve(io.cwd, values['env-file'] ?? '.env')));
  const engine = createProbeEngine({ location: values.location ?? 'local', place: 'local', secrets });
  const never = new AbortController().signal;
  const tickMs = Date.now();
  return await Promise.all(
    probes.map(async (probe) => {
      const tested = { probe, result: await engine.run(probe, tickMs, never) };
      reporter.one?.(tested, io);
      return tested;
    }),
  );
}

function exitCode(all: readonly Tested[], failOnDegraded: boolean): number {
  const has = (outcome: string) => all.some(({ result }) => result.outcome === outcome);
  if (has('error')) return 3;
  return has('down') || (failOnDegraded && has('degraded')) ? 1 : 0;
}

export const command: Command = { summary: 'run each probe once, now, and show what it saw', help: HELP, run };
