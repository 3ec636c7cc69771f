import type { Clock } from '../../lib/model/prober.ts';

export interface CpuBudgetParts {
  readonly clock: Clock;
  /** Milliseconds of CPU used so far. */
  readonly cpuMs: () => number;
  /** Milliseconds of CPU that may be spent in one of wall time. */
  readonly rate: number;
}

/** How much wall time may be saved up, and how much debt is remembered. */
const SAVED_MS = 50;
const OWED_MS = 250;

/** A token bucket of CPU time: filled by the wall clock, emptied by what the process really uses. */
export function createCpuBudget({ clock, cpuMs, rate }: CpuBudgetParts): { waitMs(): number } {
  let tokens = SAVED_MS * rate;
  let lastWall = clock.elapsed();
  let lastCpu = cpuMs();
  return {
    /** 0 when there is CPU time to spend, else the wall time until there will be, if nothing more is spent. */
    waitMs() {
      const wall = clock.elapsed();
      const cpu = cpuMs();
      const level = tokens + (wall - lastWall) * rate - (cpu - lastCpu);
      tokens = Math.min(SAVED_MS * rate, Math.max(-OWED_MS * rate, level));
      lastWall = wall;
      lastCpu = cpu;
      return tokens >= 0 ? 0 : -tokens / rate;
    },
  };
}

/** Asking the kernel at every start would cost a twelfth of a probe, so the answer is kept for a moment. */
const KEPT_MS = 5;
let askedAtMs = Number.NEGATIVE_INFINITY;
let usedMs = 0;

/** Milliseconds of CPU that this process has used; at most 5 ms old. */
export function processCpuMs(): number {
  const nowMs = performance.now();
  if (nowMs - askedAtMs < KEPT_MS) return usedMs;
  const { user, system } = process.cpuUsage();
  askedAtMs = nowMs;
  usedMs = (user + system) / 1000;
  return usedMs;
}
