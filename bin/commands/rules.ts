import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { derive } from '../../lib/backend/derived.ts';
import { probeRuleFiles, USUAL_ROAD } from '../../lib/backend/probe-rules.ts';
import { DEFAULT_BACKEND } from '../../lib/backend/settings.ts';
import { compile } from '../../lib/definitions/compile.ts';
import type { Plan } from '../../lib/model/plan.ts';
import { type CheckedShape, checksOf } from '../../lib/rules/check.ts';
import { toolPath } from '../../tools/install.ts';
import { type Command, type Io, UsageError } from '../command.ts';
import { COMMON_HELP, parseCommandLine, parsePairs } from '../options.ts';
import { rulesFileOf, testRules, writeShape } from '../promtool.ts';
import { printFindings } from '../text/findings.ts';
import { formatVerdicts, type ShapeVerdict } from '../text/rules.ts';

const HELP = `Usage: probewright rules [OPTIONS]

The rules that the definitions make: recording rules and alerts for objectives, for what is down, degraded, absent or late, and for
certificates. Prometheus evaluates rules/local, Thanos Ruler rules/ruler, which look further back than Prometheus keeps.

Options:
      --out DIR              writes them below DIR, and their tests for promtool in DIR/tests; default: prints them
      --check                runs the tests, with the promtool of tools/; nothing is printed but what came of it
      --var NAME=VALUE       a value for \${var:NAME}; may be given again
${COMMON_HELP}

Exit codes: 0 fine · 1 (--check) a rule does not decide as it must · 2 the definitions have errors.
`;

const OPTIONS = {
  out: { type: 'string' },
  check: { type: 'boolean' },
  var: { type: 'string', multiple: true },
} as const;

/** The rules of all probes, and their tests. */
export const command: Command = { summary: 'the rules that the definitions make, and their tests', help: HELP, run };

const SETTINGS = {
  ...DEFAULT_BACKEND,
  id: 'probewright',
  store: { type: 'folder', path: '/var/lib/probewright' },
} as const;

async function run(argv: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseCommandLine(argv, OPTIONS);
  if (positionals.length > 0) throw new UsageError(`rules takes no arguments; '${positionals.join(' ')}' is too much.`);
  const { diagnostics, compiled } = await compile({
    definitions: (values.definitions ?? ['probes']).map((path) => resolve(io.cwd, path)),
    ...(values.config !== undefined && { config: resolve(io.cwd, values.config) }),
    variables: parsePairs(values.var ?? [], '--var'),
  });
  if (!compiled) {
    printFindings(diagnostics, io);
    return 2;
  }
  const files = probeRuleFiles(SETTINGS, compiled.plan);
  if (values.out !== undefined) await writeOut(resolve(io.cwd, values.out), files, compiled.plan);
  if (values.check) return await check(compiled.plan, io);
  if (values.out !== undefined) io.err(`Wrote ${Object.keys(files).join(', ')} and tests below ${values.out}.\n`);
  else if (values.json) io.out(`${JSON.stringify({ version: 1, files }, null, 2)}\n`);
  else
    io.out(
      Object.entries(files)
        .map(([path, text]) => `# ${path}\n${text}`)
        .join('---\n'),
    );
  return 0;
}

function shapesOf(plan: Plan): CheckedShape[] {
  const { longestLocalWindowMs } = derive(SETTINGS);
  return checksOf(plan, { road: USUAL_ROAD, longestLocalWindowMs }, rulesFileOf);
}

async function writeOut(folder: string, files: Readonly<Record<string, string>>, plan: Plan): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  for (const shape of shapesOf(plan)) await writeShape(join(folder, 'tests'), shape);
}

async function check(plan: Plan, io: Io): Promise<number> {
  const promtool = toolPath('promtool');
  const folder = await mkdtemp(join(tmpdir(), 'probewright-rules-'));
  try {
    const verdicts: ShapeVerdict[] = [];
    for (const shape of shapesOf(plan)) {
      verdicts.push({ shape, failure: await testRules(promtool, await writeShape(folder, shape)) });
    }
    io.out(formatVerdicts(verdicts));
    return verdicts.some(({ failure }) => failure !== '') ? 1 : 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
