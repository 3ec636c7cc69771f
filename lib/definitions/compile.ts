import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '../model/plan.ts';
import { inOrder } from './assemble/findings.ts';
import { endOfFile, unchecked } from './compile/end-of-file.ts';
import type { ChildLimits } from './compile/guard-child.ts';
import type { Answer, Job } from './compile/job.ts';
import { type ChildEnd, runChild } from './compile/run-child.ts';
import { displayName } from './files/file-names.ts';
import { finding } from './finding.ts';

export interface CompileOptions {
  /** Folders that hold definitions; relative ones count from the current folder. */
  readonly definitions: readonly string[];
  /** The configuration file. Default: the nearest `probewright.config.ts` in the folders above the first definitions folder, up to one with a `package.json` or `.git`. */
  readonly config?: string;
  /** What `${var:NAME}` stands for; wins over the configuration's. */
  readonly variables?: Readonly<Record<string, string>>;
  /** For everything; each file of TypeScript gets at most a quarter of it. @default 20_000 */
  readonly deadlineMs?: number;
  /** Of the child process. @default 512 */
  readonly memoryMb?: number;
  /** The name of a probe whose values are to be explained. */
  readonly explain?: string;
  /** Takes what definitions print, line by line. Default: to standard error, marked. */
  readonly onOutput?: (line: string) => void;
}

const CONFIG_FILE = 'probewright.config.ts';

/**
 * Compiles definitions in a child process with a deadline and a memory limit. Whatever is in the files, the answer is
 * every finding and, where none is an error, a plan.
 */
export async function compile(options: CompileOptions): Promise<Answer> {
  const { deadlineMs = 20_000, memoryMb = 512, onOutput = toStandardError } = options;
  const folders = options.definitions.map((folder) => resolve(folder));
  const config = options.config === undefined ? nearestConfig(folders[0]) : resolve(options.config);
  if (options.config !== undefined && config !== undefined && !existsSync(config)) return noConfig(options.config);
  const job: Job = {
    folders,
    ...(config !== undefined && { config }),
    variables: options.variables ?? {},
    skip: [],
    ...(options.explain !== undefined && { explain: options.explain }),
  };
  return await attempt(job, { until: Date.now() + deadlineMs, fileMs: deadlineMs / 4, memoryMb, onOutput });
}

/** Runs children until one gets through: a file that brings one down is left out of the next, so that the others are checked all the same. */
async function attempt(first: Job, limits: ChildLimits): Promise<Answer> {
  const culprits: Diagnostic[] = [];
  let job = first;
  for (;;) {
    const nameOf = (path: string) => displayName(path, job.folders);
    const end = await runChild(job, limits);
    if (end.answer) return withCulprits(end.answer, culprits);
    const { loading } = end;
    if (loading === undefined && end.how !== 'ran out of time') throw faultOfOurs(end);
    if (loading !== undefined) culprits.push(endOfFile(end, loading, nameOf));
    if (loading === undefined || Date.now() >= limits.until)
      return { diagnostics: inOrder([...culprits, unchecked(job.folders)]) };
    job = { ...job, skip: [...job.skip, loading] };
  }
}

function withCulprits(answer: Answer, culprits: readonly Diagnostic[]): Answer {
  if (culprits.length === 0) return answer;
  const { explanation } = answer;
  return { diagnostics: inOrder([...answer.diagnostics, ...culprits]), ...(explanation && { explanation }) };
}

/** No file was being loaded when it ended: that is no fault of the definitions. */
function faultOfOurs({ how, errorOutput }: ChildEnd): Error {
  return new Error(`The compiler ${how} while it read no file of TypeScript.\n${errorOutput.join('\n')}`);
}

function nearestConfig(folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined;
  let at = folder;
  while (dirname(at) !== at) {
    at = dirname(at);
    const path = join(at, CONFIG_FILE);
    if (existsSync(path) && statSync(path).isFile()) return path;
    if (existsSync(join(at, 'package.json')) || existsSync(join(at, '.git'))) return undefined;
  }
  return undefined;
}

function noConfig(config: string): Answer {
  const problem = finding('PW1002', {
    message: `There is no configuration file ${config}.`,
    given: config,
    remedy: 'Correct the path after --config, or leave it away.',
  });
  return { diagnostics: [problem] };
}

function toStandardError(line: string): void {
  process.stderr.write(`definitions: ${line}\n`);
}
