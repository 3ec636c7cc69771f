import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Deployment } from '../../lib/model/deployment.ts';
import { type Command, type Io, UsageError } from '../command.ts';
import { readDeployments } from '../deployments.ts';
import { checkIdentity } from '../doctor/check-identity.ts';
import { findKept } from '../doctor/kept.ts';
import { PACKAGE_ROOT } from '../init/own-package.ts';
import { COMMON_HELP, parseCommandLine } from '../options.ts';
import { formatKept } from '../text/kept.ts';

const HELP = `Usage: probewright destroy [OPTIONS] [-- OPTIONS OF CDK]

Removes what runs (functions, schedules, alarms) by «cdk destroy», which asks before it does; and says first what is kept, what that goes
on costing, and how to remove it, too.

Options:
      --list               only says what would be kept
      --environment NAME   of the configuration's environments (default: all)
${COMMON_HELP}

Exit codes: 0 done · 2 wrong input · 3 AWS could not be asked; else what cdk ends with.
`;

const OPTIONS = { list: { type: 'boolean' }, environment: { type: 'string' } } as const;

/** Removes what runs, keeps what holds results. */
export const command: Command = { summary: 'removes what runs; says what is kept, and its price', help: HELP, run };

async function run(argv: readonly string[], io: Io): Promise<number> {
  const at = argv.indexOf('--');
  const [own, ofCdk] = at < 0 ? [argv, []] : [argv.slice(0, at), argv.slice(at + 1)];
  const { values, positionals } = parseCommandLine(own, OPTIONS);
  if (positionals.length > 0) throw new UsageError(`destroy takes no names; '${positionals.join(' ')}' is too much.`);
  const deployments = await readDeployments(values, io);
  if (!deployments) return 2;
  const [first] = deployments;
  const { account, check } = await checkIdentity(first?.installation.hub.region ?? 'us-east-1');
  if (account === undefined) {
    io.err(`probewright destroy: ${check.words}${check.remedy === undefined ? '' : ` ${check.remedy}`}\n`);
    return 3;
  }
  const found = await Promise.all(deployments.map(async (one) => ({ one, kept: await findKept(one, account) })));
  if (values.json)
    io.out(
      `${JSON.stringify({ version: 1, installations: found.map(({ one, kept }) => ({ installation: one.installation.id, kept })) }, null, 2)}\n`,
    );
  else for (const { one, kept } of found) io.out(`${formatKept(one.installation, kept)}\n`);
  if (values.list) return 0;
  const context = [
    ...(values.definitions ? ['--context', `definitions=${values.definitions.join(',')}`] : []),
    ...(values.config === undefined ? [] : ['--context', `config=${values.config}`]),
  ];
  return await runCdk(['destroy', ...deployments.flatMap(runningStacks), ...context, ...ofCdk], io);
}

/** The CDK's names of the stacks that hold nothing. */
function runningStacks({ installation }: Deployment): readonly string[] {
  const stage = installation.environment === undefined ? '' : `${installation.environment}/`;
  return [`${stage}Hub`, `${stage}At-*`];
}

async function runCdk(argv: readonly string[], io: Io): Promise<number> {
  const cdk = [resolve(io.cwd), PACKAGE_ROOT, join(PACKAGE_ROOT, '../..')]
    .map((folder) => join(folder, 'node_modules/aws-cdk/bin/cdk'))
    .find(existsSync);
  if (cdk === undefined) throw new UsageError('aws-cdk is not installed here: npm install --save-dev aws-cdk@2.1148.1');
  const child = spawn(process.execPath, [cdk, ...argv], { cwd: io.cwd, stdio: 'inherit' });
  return await new Promise((end, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => end(code ?? 3));
  });
}
