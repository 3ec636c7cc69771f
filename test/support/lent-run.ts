import type { Run } from '../../lib/model/prober.ts';
import type { LogLine } from '../../lib/model/result.ts';

export interface LentRun extends Run {
  /** What was logged so far. */
  readonly lines: readonly LogLine[];
}

/** What an attempt lends to a prober, without an engine: real time, no secrets, no limits. Times out as an attempt does. */
export function lendRun(options: { readonly timeoutMs?: number } & Partial<Run> = {}): LentRun {
  const { timeoutMs = 5_000, ...given } = options;
  const startMs = performance.now();
  const lines: LogLine[] = [];
  return {
    signal: AbortSignal.timeout(timeoutMs),
    clock: { now: () => Date.now(), elapsed: () => performance.now() },
    secret: async (name) => {
      throw new Error(`no secret ${name} in a lent run`);
    },
    log: (level, message, fields) => {
      lines.push({ atMs: performance.now() - startMs, level, message, ...(fields && { fields }) });
    },
    matcher: async (pattern) => {
      const expression = new RegExp(pattern.source, pattern.flags);
      return (text) => expression.exec(text) ?? undefined;
    },
    refuse: () => undefined,
    scratch: new Map(),
    span: { run: 'c0ffee00c0ffee00c0ffee00c0ffee00', attempt: 1, step: 1 },
    handshake: async () => ({ done() {} }),
    ...given,
    lines,
  };
}
