import { setTimeout as pause } from 'node:timers/promises';
import { durationMs } from '../../lib/definitions/units.ts';
import type { Deployment } from '../../lib/model/deployment.ts';
import { type Command, type Io, UsageError } from '../command.ts';
import { readDeployments } from '../deployments.ts';
import { type Check, exitCodeOf } from '../doctor/check.ts';
import { examineDeployed } from '../doctor/examine-deployed.ts';
import { COMMON_HELP, parseCommandLine } from '../options.ts';
import { formatChecks } from '../text/checks.ts';

const HELP = `Usage: probewright smoke [OPTIONS]

After a deploy: are all schedules there, has every shard run at its last tick, do receivers take the results, does nothing wait in
a spill bucket? Reads the account, changes nothing. A tick is looked for three minutes after its time.

Options:
      --environment NAME   of the configuration's environments (default: all)
      --within DURATION    asks again every 20 s until all is well, at most so long: 10m
${COMMON_HELP}

Exit codes: 0 all is well · 1 it is not · 2 the definitions have errors · 3 something could not be looked at.
`;

const CONCLUSION = { fine: 'What was deployed runs, and its results arrive', blocks: 'not as deployed' };
const AGAIN_MS = 20_000;
const OPTIONS = { environment: { type: 'string' }, within: { type: 'string' } } as const;

/** Whether a deploy runs. */
export const command: Command = { summary: 'after a deploy: does it run, do results arrive?', help: HELP, run };

interface Found {
  readonly installation: string;
  readonly checks: readonly Check[];
}

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  if (positionals.length > 0) throw new UsageError(`smoke takes no arguments; '${positionals.join(' ')}' is too much.`);
  const untilMs = Date.now() + withinMs(values.within);
  const deployments = await readDeployments(values, io);
  if (!deployments) return 2;
  const found = await examineUntil(deployments, untilMs);
  if (values.json) io.out(`${JSON.stringify({ version: 1, installations: found }, null, 2)}\n`);
  else for (const { installation, checks } of found) io.out(formatChecks(installation, checks, CONCLUSION, io.colour));
  return exitCodeOf(found.flatMap(({ checks }) => checks));
}

/** A warning is waited for, too: of ticks that are still to come. */
async function examineUntil(deployments: readonly Deployment[], untilMs: number): Promise<readonly Found[]> {
  for (;;) {
    const found: Found[] = [];
    for (const deployment of deployments) {
      found.push({ installation: deployment.installation.id, checks: await examineDeployed(deployment, Date.now()) });
    }
    const isWell = found.every(({ checks }) => checks.every(({ status }) => status === 'fine'));
    if (isWell || Date.now() + AGAIN_MS > untilMs) return found;
    await pause(AGAIN_MS);
  }
}

function withinMs(given: string | undefined): number {
  if (given === undefined) return 0;
  const ms = durationMs(given);
  if (ms === undefined) throw new UsageError(`--within wants a duration such as 10m, not '${given}'.`);
  return ms;
}
