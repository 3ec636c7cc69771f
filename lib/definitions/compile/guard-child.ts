import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ChildLimits {
  /** When everything must be over; unix milliseconds. */
  readonly until: number;
  /** For one file. */
  readonly fileMs: number;
  readonly memoryMb: number;
  readonly onOutput: (line: string) => void;
}

export type Killed = 'ran out of time' | 'ran out of memory';

/** Kills a child that passes its limits; and with us, so that no endless loop is left behind. */
export interface Guard {
  /** From now on so long, but never beyond the end of everything. */
  allow(ms: number): void;
  readonly killed: Killed | undefined;
  /** The limit that is in force. */
  readonly allowedMs: number;
  stop(): void;
}

/** Beside V8's heap a process has code, stacks and buffers. */
const HEADROOM_MB = 256;

export function guardChild(child: ChildProcess, { until, memoryMb }: ChildLimits): Guard {
  let killed: Killed | undefined;
  let allowedMs = 0;
  let timer: NodeJS.Timeout | undefined;
  const kill = (why: Killed) => {
    killed ??= why;
    child.kill('SIGKILL');
  };
  const allow = (ms: number) => {
    clearTimeout(timer);
    allowedMs = Math.max(0, Math.min(ms, until - Date.now()));
    timer = setTimeout(() => kill('ran out of time'), allowedMs);
  };
  const watch = setInterval(() => {
    if (residentMb(child.pid) > memoryMb + HEADROOM_MB) kill('ran out of memory');
  }, 100);
  const withUs = () => child.kill('SIGKILL');
  process.once('exit', withUs);
  allow(until - Date.now());
  return {
    allow,
    get killed() {
      return killed;
    },
    get allowedMs() {
      return allowedMs;
    },
    stop() {
      clearTimeout(timer);
      clearInterval(watch);
      process.off('exit', withUs);
    },
  };
}

/** What the process holds of the machine's memory; V8's limit does not see buffers. Known on Linux only. */
function residentMb(pid: number | undefined): number {
  try {
    const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1];
    return (Number(pages) * 4096) / 1_048_576;
  } catch {
    return 0;
  }
}
