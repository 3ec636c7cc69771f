import type { Clock, Run } from '../../lib/model/prober.ts';
import type { LogLine } from '../../lib/model/result.ts';

const MAX_LINES = 200;
const MAX_MESSAGE = 2_000;

/** The lines of one run; bounded, since a prober that loops must not fill the memory. */
export interface RunLog {
  readonly write: Run['log'];
  lines(): readonly LogLine[];
}

export function createRunLog(clock: Clock): RunLog {
  const startMs = clock.elapsed();
  const lines: LogLine[] = [];
  let left = 0;
  return {
    write(level, message, fields) {
      if (lines.length >= MAX_LINES) {
        left += 1;
        return;
      }
      const text = message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
      lines.push({ atMs: clock.elapsed() - startMs, level, message: text, ...(fields && { fields }) });
    },
    lines() {
      if (left === 0) return lines;
      return [
        ...lines,
        { atMs: clock.elapsed() - startMs, level: 'warn', message: `${left} more lines were left out` },
      ];
    },
  };
}
