import { type Command, type Io, UsageError } from '../command.ts';
import { readDeployments } from '../deployments.ts';
import { type Check, exitCodeOf } from '../doctor/check.ts';
import { examine } from '../doctor/examine.ts';
import { COMMON_HELP, parseCommandLine } from '../options.ts';
import { formatChecks } from '../text/checks.ts';

const HELP = `Usage: probewright doctor [OPTIONS]

Says what stands in the way of a deploy: credentials, the CDK's bootstrap of every region, secrets (by name, never their values),
how many functions may run at once, stacks and buckets that an earlier deploy left, versions. Asks AWS, changes nothing.

Options:
      --environment NAME   of the configuration's environments (default: all)
${COMMON_HELP}

Exit codes: 0 nothing stands in the way · 1 something does · 2 the definitions have errors · 3 something could not be looked at.
`;

const CONCLUSION = {
  fine: 'Nothing that was seen stands in the way of a deploy',
  blocks: 'in the way of a deploy',
};

/** What stands in the way of a deploy. */
export const command: Command = { summary: 'what stands in the way of a deploy', help: HELP, run };

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine(argv, { environment: { type: 'string' } });
  if (positionals.length > 0)
    throw new UsageError(`doctor takes no arguments; '${positionals.join(' ')}' is too much.`);
  const deployments = await readDeployments(values, io);
  if (!deployments) return 2;
  const found: { readonly installation: string; readonly checks: readonly Check[] }[] = [];
  for (const deployment of deployments) {
    found.push({ installation: deployment.installation.id, checks: await examine(deployment, io.cwd) });
  }
  if (values.json) io.out(`${JSON.stringify({ version: 1, installations: found }, null, 2)}\n`);
  else for (const { installation, checks } of found) io.out(formatChecks(installation, checks, CONCLUSION, io.colour));
  return exitCodeOf(found.flatMap(({ checks }) => checks));
}
