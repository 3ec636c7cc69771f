import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { until } from './local-runner.ts';

/** The real launcher. */
export const PROBEWRIGHT = fileURLToPath(new URL('../../bin/probewright', import.meta.url));

export interface StartedCommand {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves with the exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** Resolves with the first match in what was printed; rejects when the command ends without it. */
  print(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts the real launcher in a folder, within a line of shell (`$0` and `$@` are the call) where one is given; it is killed when the test is over. */
export function startCommand(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  shell?: string,
): StartedCommand {
  const [file, argv] = shell === undefined ? [PROBEWRIGHT, args] : ['sh', ['-c', shell, PROBEWRIGHT, ...args]];
  const child = spawn(file, argv, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  let isOver = false;
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    out += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    err += part;
  });
  const ended = new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => {
      isOver = true;
      resolve(code ?? signal ?? '');
    });
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    child,
    out: () => out,
    err: () => err,
    ended,
    async print(pattern) {
      const found = await until(() => pattern.exec(out) ?? (isOver && 'over'));
      if (typeof found === 'string') throw new Error(`It ended without printing ${pattern}:\n${out}\n${err}`);
      return found;
    },
  };
}
