import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { OWN_ENDING } from '../typescript/own-ending.ts';
import type { Answer, Job, Message } from './job.ts';

export interface ChildLimits {
  /** When everything must be over; unix milliseconds. */
  readonly until: number;
  /** For one file. */
  readonly fileMs: number;
  readonly memoryMb: number;
  readonly onOutput: (line: string) => void;
}

/** How a child ended; with an answer, or with the file that it was loading. */
export interface ChildEnd {
  readonly answer?: Answer;
  readonly loading?: string;
  readonly how: 'finished' | 'ran out of time' | 'ran out of memory' | 'never resolved' | 'ended';
  readonly detail?: string;
  /** Of the time limit that was passed. */
  readonly afterMs: number;
  readonly errorOutput: string;
}

const CHILD = fileURLToPath(new URL(`../child${OWN_ENDING}`, import.meta.url));
/** What definitions may print; the rest is left out. */
const MOST_OUTPUT = 65_536;
/** Node's exit code for a top-level await that never resolves. */
const UNSETTLED = 13;

export async function runChild(job: Job, limits: ChildLimits): Promise<ChildEnd> {
  const child = spawn(process.execPath, argumentsOf(limits.memoryMb), {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: environment(),
  });
  const state: {
    answer?: Answer;
    fault?: string;
    loading?: string | undefined;
    killed?: 'ran out of time' | 'ran out of memory';
    afterMs: number;
  } = { afterMs: 0 };
  const kill = (why: 'ran out of time' | 'ran out of memory') => {
    state.killed ??= why;
    child.kill('SIGKILL');
  };
  let timer: NodeJS.Timeout | undefined;
  const allow = (ms: number) => {
    clearTimeout(timer);
    state.afterMs = Math.max(0, Math.min(ms, limits.until - Date.now()));
    timer = setTimeout(() => kill('ran out of time'), state.afterMs);
  };
  allow(limits.until - Date.now());
  const watch = setInterval(
    () => residentMb(child.pid) > limits.memoryMb + HEADROOM_MB && kill('ran out of memory'),
    100,
  );

  const errors = collect(child.stderr);
  const printed = passOn(child.stdout, limits.onOutput);
  const messages = lines(child.stdio[3] as Readable, (line) => {
    const message = JSON.parse(line) as Message;
    if (message.type === 'done') state.answer = message.answer;
    else if (message.type === 'fault') state.fault = message.stack;
    else if (message.type === 'loading') {
      state.loading = message.file;
      allow(limits.fileMs);
    } else if (message.type === 'loaded') {
      state.loading = undefined;
      allow(limits.until - Date.now());
    }
  });
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(job));
  const code = await ended(child);
  clearTimeout(timer);
  clearInterval(watch);
  const [errorOutput] = await Promise.all([errors, printed, messages]);
  const outOfHeap = /heap out of memory|Allocation failed/.test(errorOutput);
  if (!outOfHeap) for (const line of errorOutput.split('\n')) if (line.trim() !== '') limits.onOutput(line);
  const { answer, fault, loading, killed, afterMs } = state;
  if (fault !== undefined) throw new Error(`The compiler failed, which is a bug of ours: ${fault}`);
  if (answer) return { answer, how: 'finished', afterMs, errorOutput };
  const how = killed ?? (outOfHeap ? 'ran out of memory' : code === UNSETTLED ? 'never resolved' : 'ended');
  return { ...(loading !== undefined && { loading }), how, detail: detailOf(code, child), afterMs, errorOutput };
}

/** Beside V8's heap a process has code, stacks and buffers. */
const HEADROOM_MB = 256;

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

const detailOf = (code: number | null, { signalCode }: ChildProcess): string =>
  code === null ? `signal ${signalCode}` : `exit code ${code}`;

/** What the process holds of the machine's memory; V8's limit does not see buffers. Known on Linux only. */
function residentMb(pid: number | undefined): number {
  try {
    const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1];
    return (Number(pages) * 4096) / 1_048_576;
  } catch {
    return 0;
  }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
}

async function lines(stream: Readable, take: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) take(line);
}

async function passOn(stream: Readable, take: (line: string) => void): Promise<void> {
  let left = MOST_OUTPUT;
  await lines(stream, (line) => {
    if (left <= 0) return;
    left -= line.length + 1;
    take(left > 0 ? line : '(more is left out)');
  });
}

async function collect(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream) if (text.length < MOST_OUTPUT) text += String(chunk);
  return text;
}
