import type { PhaseName } from '../../lib/model/failure.ts';
import type { Phase } from '../../lib/model/observation.ts';
import type { Clock } from '../../lib/model/prober.ts';
import type { Trace } from './wire.ts';

/** What a trace says in the end. */
export interface TraceSummary {
  /** In the order in which they began; a name stands once, its stretches summed. */
  readonly phases: readonly Phase[];
  /** Wall time, without what was held back. */
  readonly durationMs: number;
  readonly lagMs: number;
  readonly boundMs: number;
}

interface Stretch {
  readonly startMs: number;
  durationMs: number;
  /** Absent while the phase is not running. */
  sinceMs: number | undefined;
}

/** A trace that begins now. `finish` ends what still runs; it may be asked again and then says the same. */
export function createTrace(clock: Clock): Trace & { finish(): TraceSummary } {
  const startMs = clock.elapsed();
  const stretches = new Map<PhaseName, Stretch>();
  let lagMs = 0;
  let boundMs = 0;
  let heldMs = 0;
  let summary: TraceSummary | undefined;

  const at = (ms: number) => ms - startMs - heldMs;
  function stop(stretch: Stretch, ms: number): void {
    if (stretch.sinceMs === undefined) return;
    stretch.durationMs += Math.max(0, ms - stretch.sinceMs);
    stretch.sinceMs = undefined;
  }
  function finish(): TraceSummary {
    const durationMs = at(clock.elapsed());
    for (const stretch of stretches.values()) stop(stretch, durationMs);
    const phases = [...stretches].map(([name, { startMs, durationMs }]) => ({ name, startMs, durationMs }));
    return { phases, durationMs, lagMs, boundMs };
  }

  return {
    begin(name, atMs = clock.elapsed()) {
      const known = stretches.get(name);
      if (!known) stretches.set(name, { startMs: at(atMs), durationMs: 0, sinceMs: at(atMs) });
      else known.sinceMs ??= at(atMs);
    },
    end(name, atMs = clock.elapsed()) {
      const known = stretches.get(name);
      if (known) stop(known, at(atMs));
    },
    lag(ms, bound) {
      lagMs += ms;
      boundMs = Math.max(boundMs, bound);
    },
    hold(ms) {
      heldMs += ms;
    },
    finish: () => {
      summary ??= finish();
      return summary;
    },
  };
}
