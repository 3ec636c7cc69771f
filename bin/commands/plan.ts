import { type Found, type PlanReport, reportOf } from '../../lib/plan/report.ts';
import { type Command, type Io, UsageError } from '../command.ts';
import { readDeployments } from '../deployments.ts';
import { COMMON_HELP, parseCommandLine } from '../options.ts';
import { formatPlan } from '../text/plan.ts';
import { formatPlanComment } from '../text/plan-comment.ts';

const HELP = `Usage: probewright plan [OPTIONS]

Says what a deploy would change and what a month of it would cost, before anything is spent: probes, schedules, functions, series,
dollars by part. Reads what is deployed from AWS with the usual credentials, and changes nothing.

Options:
      --environment NAME      of the configuration's environments (default: all)
      --offline               do not ask AWS: everything counts as new
      --exit-code             exit 1 when a deploy would change anything
      --comment               Markdown, for a pull request
${COMMON_HELP}

Exit codes: 0 fine · 1 over the budget, or (--exit-code) a change · 2 the definitions have errors, or cannot be deployed as they are.
`;

const OPTIONS = {
  environment: { type: 'string' },
  offline: { type: 'boolean' },
  'exit-code': { type: 'boolean' },
  comment: { type: 'boolean' },
} as const;

/** What a deploy would change, and what it would cost. */
export const command: Command = { summary: 'what a deploy would change, and what it would cost', help: HELP, run };

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  if (positionals.length > 0) throw new UsageError(`plan takes no arguments; '${positionals.join(' ')}' is too much.`);
  if (values.json && values.comment) throw new UsageError('--json and --comment exclude each other.');
  const deployments = await readDeployments(values, io);
  if (!deployments) return 2;
  const reports: PlanReport[] = [];
  for (const deployment of deployments) {
    const found: Found = values.offline
      ? { known: false, why: 'AWS was not asked (--offline)' }
      : await (await import('../deployed/find-deployed.ts')).findDeployed(deployment);
    reports.push(reportOf(deployment, found));
  }
  if (values.json) io.out(`${JSON.stringify({ version: 1, plans: reports }, null, 2)}\n`);
  else if (values.comment) io.out(reports.map(formatPlanComment).join('\n'));
  else io.out(reports.map((report) => formatPlan(report, io.colour)).join('\n'));
  return Math.max(...reports.map((report) => exitCodeOf(report, values['exit-code'] ?? false)));
}

function exitCodeOf({ refusals, difference }: PlanReport, onChange: boolean): number {
  if (refusals.some(({ code }) => code !== 'budget')) return 2;
  return refusals.length > 0 || (onChange && !difference.empty) ? 1 : 0;
}
