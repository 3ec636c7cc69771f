import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { OWN_ENDING } from '../typescript/own-ending.ts';
import { collect, eachLine, passOn } from './child-streams.ts';
import { type ChildLimits, type Guard, guardChild, type Killed } from './guard-child.ts';
import type { Answer, Job, Message } from './job.ts';

/** How a child ended; with an answer, or with the file that it was loading. */
export interface ChildEnd {
  readonly answer?: Answer;
  readonly loading?: string;
  readonly how: 'finished' | Killed | 'never resolved' | 'ended';
  readonly detail?: string;
  /** The time limit that was in force. */
  readonly allowedMs: number;
  readonly errorOutput: readonly string[];
}

const CHILD = fileURLToPath(new URL(`../child${OWN_ENDING}`, import.meta.url));
/** Node's exit code for a top-level await that never resolves. */
const UNSETTLED = 13;
/** What a process that a definition started may hold open after the child is gone is waited for so long. */
const GRACE_MS = 500;

interface Heard {
  answer?: Answer;
  fault?: string;
  loading?: string | undefined;
}

export async function runChild(job: Job, limits: ChildLimits): Promise<ChildEnd> {
  const stdio = ['pipe', 'pipe', 'pipe', 'pipe'] as const;
  const child = spawn(process.execPath, argumentsOf(limits.memoryMb), { stdio: [...stdio], env: environment() });
  const guard = guardChild(child, limits);
  const heard: Heard = {};
  const [stdin, stdout, stderr, pipe] = child.stdio as unknown as [NodeJS.WritableStream, Readable, Readable, Readable];
  const errors = collect(stderr);
  const streams = [
    errors.ended,
    passOn(stdout, limits.onOutput),
    eachLine(pipe, (line) => hear(line, heard, guard, limits)),
  ];
  // A child that is gone before it read its job has another way to say why.
  stdin.on('error', () => {});
  stdin.end(JSON.stringify(job));
  try {
    const code = await exited(child);
    await Promise.race([Promise.all(streams), new Promise((resolve) => setTimeout(resolve, GRACE_MS))]);
    return endOf(code, child, heard, guard, errors.lines, limits);
  } finally {
    guard.stop();
    for (const stream of [stdout, stderr, pipe]) stream.destroy();
  }
}

function hear(line: string, heard: Heard, guard: Guard, { fileMs, until }: ChildLimits): void {
  const message = messageOf(line);
  if (message?.type === 'done') heard.answer = message.answer;
  else if (message?.type === 'fault') heard.fault = message.stack;
  else if (message?.type === 'loading') {
    heard.loading = message.file;
    guard.allow(fileMs);
  } else if (message?.type === 'loaded') {
    heard.loading = undefined;
    guard.allow(until - Date.now());
  }
}

/** A definition that writes to our pipe is not listened to. */
function messageOf(line: string): Message | undefined {
  try {
    return JSON.parse(line) as Message;
  } catch {
    return undefined;
  }
}

function endOf(
  code: number | null,
  child: ChildProcess,
  { answer, fault, loading }: Heard,
  { killed, allowedMs }: Guard,
  errorOutput: readonly string[],
  { onOutput }: ChildLimits,
): ChildEnd {
  if (fault !== undefined) throw new Error(`The compiler failed, which is a bug of ours: ${fault}`);
  const outOfHeap = errorOutput.some((line) => /heap out of memory|Allocation failed/.test(line));
  const how = answer
    ? 'finished'
    : (killed ?? (outOfHeap ? 'ran out of memory' : code === UNSETTLED ? 'never resolved' : 'ended'));
  // What Node itself says of a death is in our finding.
  if (how === 'finished' || how === 'ended') for (const line of errorOutput) onOutput(line);
  const detail = code === null ? `signal ${child.signalCode}` : `exit code ${code}`;
  return { ...(answer && { answer }), ...(loading !== undefined && { loading }), how, detail, allowedMs, errorOutput };
}

function argumentsOf(memoryMb: number): string[] {
  const source = OWN_ENDING === '.ts' ? ['-C', 'probewright-source'] : [];
  const quiet = ['--disable-warning=ExperimentalWarning', '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];
  return [...source, ...quiet, `--max-old-space-size=${memoryMb}`, CHILD];
}

/** Options meant for the parent (a debugger's, a test runner's) would only disturb. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, NODE_V8_COVERAGE: __, ...rest } = process.env;
  return rest;
}

function exited(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code));
  });
}
