import type { Phase } from '../../lib/model/observation.ts';

const WIDTH = 40;

/** The phases as bars on one scale: a line each, `connect     ░░████░░  12.3 ms`. */
export function waterfall(phases: readonly Phase[], durationMs: number): string[] {
  const whole = Math.max(durationMs, ...phases.map(({ startMs, durationMs: length }) => startMs + length), 0.001);
  return phases.map(({ name, startMs, durationMs: length }) => {
    const from = Math.min(WIDTH - 1, Math.floor((startMs / whole) * WIDTH));
    const cells = Math.max(1, Math.min(WIDTH - from, Math.round((length / whole) * WIDTH)));
    const bar = `${'·'.repeat(from)}${'█'.repeat(cells)}${'·'.repeat(WIDTH - from - cells)}`;
    return `${name.padEnd(11)} ${bar} ${length.toFixed(1).padStart(8)} ms`;
  });
}
