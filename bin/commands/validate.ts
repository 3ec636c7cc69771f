import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { USUAL_ROAD } from '../../lib/backend/probe-rules.ts';
import { compile } from '../../lib/definitions/compile.ts';
import { closest } from '../../lib/model/closest.ts';
import type { Diagnostic } from '../../lib/model/plan.ts';
import { reportObjectives } from '../../lib/rules/report.ts';
import { type Command, type Io, UsageError } from '../command.ts';
import { COMMON_HELP, parseCommandLine, parsePairs } from '../options.ts';
import { formatAnnotations } from '../text/annotations.ts';
import { formatExplanation } from '../text/explanation.ts';
import { formatFindings, summaryLine } from '../text/findings.ts';
import { objectiveLines } from '../text/objectives.ts';
import { wrapped } from '../text/wrapped.ts';

const HELP = `Usage: probewright validate [OPTIONS]

Reads every definition and prints all findings at once: code, file, line, what was given, what is allowed, what to change.

Options:
      --explain NAME         the effective definition of a probe: each value, and where it comes from
      --var NAME=VALUE       a value for \${var:NAME}; may be given again
      --reporter NAME        pretty, json or github (annotations); default: pretty, or json with --json
${COMMON_HELP}

Exit codes: 0 fine (warnings included) · 2 there are errors.
`;

const OPTIONS = {
  explain: { type: 'string' },
  var: { type: 'string', multiple: true },
  reporter: { type: 'string' },
} as const;

/** Every finding in the definitions, at once. */
export const command: Command = { summary: 'every finding in the definitions, with file and line', help: HELP, run };

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  if (positionals.length > 0) {
    throw new UsageError(`validate takes no arguments; name a folder with -d ${positionals.join(' -d ')}.`);
  }
  const reporter = values.reporter ?? (values.json ? 'json' : 'pretty');
  const report = REPORTERS[reporter];
  if (!report)
    throw new UsageError(`there is no reporter '${reporter}'; there are ${Object.keys(REPORTERS).join(', ')}.`);
  const answer = await compile({
    definitions: (values.definitions ?? ['probes']).map((path) => resolve(io.cwd, path)),
    ...(values.config !== undefined && { config: resolve(io.cwd, values.config) }),
    variables: parsePairs(values.var ?? [], '--var'),
    ...(values.explain !== undefined && { explain: values.explain }),
  });
  report(answer, { explain: values.explain, folders: values.definitions ?? ['probes'] }, io);
  return answer.diagnostics.some(({ severity }) => severity === 'error') ? 2 : 0;
}

type Answer = Awaited<ReturnType<typeof compile>>;
interface Asked {
  readonly explain: string | undefined;
  /** As given. */
  readonly folders: readonly string[];
}
type Report = (answer: Answer, asked: Asked, io: Io) => void;

const REPORTERS: Readonly<Record<string, Report>> = {
  pretty({ diagnostics, compiled, explanation }, { explain }, io) {
    if (explain !== undefined && compiled) checkName(explain, compiled.plan.probes);
    if (explanation) io.out(`${formatExplanation(explanation, io.colour)}\n`);
    if (diagnostics.length > 0) io.out(`${formatFindings(diagnostics, io.colour)}\n`);
    io.out(`${summaryLine(diagnostics, compiled?.plan.probes.length)}\n`);
    for (const line of compiled ? objectiveLines(reportObjectives(compiled.plan, USUAL_ROAD)) : []) {
      io.out(`${wrapped(line, 100, '  ').join('\n')}\n`);
    }
  },
  json({ diagnostics, compiled, explanation }, { explain }, io) {
    if (explain !== undefined && compiled) checkName(explain, compiled.plan.probes);
    const answer = {
      diagnostics,
      probes: compiled?.plan.probes.map(({ name }) => name),
      objectives: compiled && reportObjectives(compiled.plan, USUAL_ROAD),
      explanation,
    };
    io.out(`${JSON.stringify(answer, null, 2)}\n`);
  },
  github({ diagnostics, compiled }, { folders }, io) {
    io.out(formatAnnotations(diagnostics.map((one) => fromHere(one, folders, io.cwd))));
    io.out(`${summaryLine(diagnostics, compiled?.plan.probes.length)}\n`);
  },
};

/** Findings name files from the folder above the definitions; annotations want them from where the command runs. */
function fromHere(finding: Diagnostic, folders: readonly string[], cwd: string): Diagnostic {
  const { place } = finding;
  const folder = place && folders.find((one) => place.file.startsWith(`${basename(resolve(cwd, one))}/`));
  if (!folder) return finding;
  const file = relative(cwd, join(dirname(resolve(cwd, folder)), place.file))
    .split(sep)
    .join('/');
  return { ...finding, place: { ...place, file } };
}

function checkName(name: string, probes: readonly { readonly name: string }[]): void {
  const names = probes.map((probe) => probe.name);
  if (names.includes(name)) return;
  const meant = closest(name, names);
  throw new UsageError(`there is no probe '${name}'.${meant ? ` Did you mean '${meant}'?` : ''}`);
}
