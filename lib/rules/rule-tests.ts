import type { Fit } from './burn-pair.ts';
import { type Firing, firingOver } from './firing.ts';
import { CELL, type History } from './judge.ts';
import type { WatchedProbe } from './probe-objective.ts';
import { durationText } from './promql.ts';
import { type Story, slowStoriesOf, storiesOf } from './stories.ts';

/** A file for `promtool test rules`. */
export interface RuleTests {
  readonly rule_files: readonly string[];
  readonly evaluation_interval: string;
  readonly tests: readonly object[];
}

const SLOW_EVALUATION_MS = 600_000;
const FIRING = 'count by (alertname, long) (ALERTS{alertstate="firing",alertname=~"ProbeDown|ObjectiveBurns.*"})';

/**
 * Tests of a probe's rules: what must fire when is worked out from its histories without PromQL.
 *
 * @param ruleFiles as the test file finds them
 */
export function ruleTestsOf(watched: WatchedProbe, ruleFiles: readonly string[]): RuleTests[] {
  const { fit } = watched;
  const slowMs = fit.intervalMs * Math.max(1, Math.round(SLOW_EVALUATION_MS / fit.intervalMs));
  return [
    testsOf(watched, ruleFiles, storiesOf(fit), fit.intervalMs),
    ...(fit.pairs.some(({ pace }) => pace === 'slow') ? [testsOf(watched, ruleFiles, slowStoriesOf(fit), slowMs)] : []),
  ];
}

function testsOf(
  watched: WatchedProbe,
  ruleFiles: readonly string[],
  stories: readonly Story[],
  everyMs: number,
): RuleTests {
  return {
    rule_files: ruleFiles,
    evaluation_interval: durationText(everyMs),
    tests: stories.map((story) => ruleTestOf(watched, story, everyMs)),
  };
}

/** One story as promtool takes it: its series, and what fires at evaluations. */
function ruleTestOf(
  { fit, probe, locations }: WatchedProbe,
  { name, history, fromTick }: Story,
  everyMs: number,
): object {
  const ticks = history.cells.length / history.locations;
  const untilMs = ticks * history.intervalMs;
  const firing = firingOver(fit, history, everyMs, untilMs);
  const times = [...firing.keys()];
  const from = Math.max(0, times.findIndex((atMs) => atMs >= fromTick * history.intervalMs) - 2);
  return {
    name: `${probe.name}: ${name}`,
    interval: durationText(history.intervalMs),
    input_series: locations.flatMap((location, index) => seriesOf(probe.name, location, index, fit, history)),
    promql_expr_test: times.slice(from).map((atMs) => ({
      expr: FIRING,
      eval_time: atMs === 0 ? '0s' : durationText(atMs),
      exp_samples: (firing.get(atMs) ?? []).map((one) => ({ labels: labelsOf(one), value: 1 })),
    })),
  };
}

function labelsOf({ alert, pair }: Firing): string {
  return pair ? `{alertname="${alert}",long="${durationText(pair.longMs)}"}` : `{alertname="${alert}"}`;
}

function seriesOf(probe: string, location: string, index: number, { intervalMs }: Fit, { cells, locations }: History) {
  const own = cells.filter((_, at) => at % locations === index);
  const labels = `probe="${probe}",location="${location}",correction="none"`;
  const series = (metric: string, good: number, bad: number) => ({
    series: `${metric}{${labels}}`,
    values: valuesOf(own, (cell) => (cell === CELL.absent ? '_' : String(cell === CELL.bad ? bad : good))),
  });
  return [
    series('probe_run_good', 1, 0),
    series('probe_run_counted', 1, 1),
    series('probe_run_bad', 0, 1),
    series('probe_interval_seconds', intervalMs / 1000, intervalMs / 1000),
  ];
}

/** Runs of the same value are written once: `0x9` is ten zeros, `_x10` ten samples that are not there. */
function valuesOf(cells: Uint8Array, textOf: (cell: number) => string): string {
  const parts: string[] = [];
  for (let from = 0; from < cells.length; ) {
    const text = textOf(cells[from] ?? 0);
    let to = from + 1;
    while (to < cells.length && textOf(cells[to] ?? 0) === text) to += 1;
    parts.push(`${text}x${text === '_' ? to - from : to - from - 1}`);
    from = to;
  }
  return parts.join(' ');
}
