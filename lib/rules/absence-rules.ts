import { generalAlert, probeAlert } from './alert-rule.ts';
import type { WatchedProbe } from './probe-objective.ts';
import { durationText, sumOf } from './promql.ts';
import type { PlacedRule } from './rule.ts';

/** Every run has it, also an error, and each tick outside of active hours. */
const ALWAYS = 'probe_interval_seconds';
const LEAST_MS = 300_000;
const GRACE_MS = 60_000;
/** Errors and late starts are looked at over so long. */
const LOOK_MS = 900_000;

/** So long without a sample, and then a tick more: after a start the first may be an interval away. */
const silentMs = (intervalMs: number) => Math.max(2 * intervalMs, LEAST_MS);
const waitMs = (intervalMs: number) => intervalMs + GRACE_MS;

/** That nothing is known of a probe which the plan expects: no runs, at all or at some locations, or errors instead of verdicts. */
export function absenceRules(watched: WatchedProbe): PlacedRule[] {
  if (watched.policy === 'none') return [];
  const { probe, locations, looked } = watched;
  const windowMs = silentMs(probe.intervalMs);
  const forMs = waitMs(probe.intervalMs);
  const samples = `${ALWAYS}{probe="${probe.name}"}`;
  const rules = [
    probeAlert(watched, {
      alert: 'ProbeAbsent',
      expr: `absent_over_time(${samples}[${durationText(windowMs)}])`,
      severity: 'page',
      windowMs,
      forMs,
      summary: `Of ${probe.name} nothing is known: it has no runs.`,
    }),
    unknownRule(watched, looked.intervalMs),
  ];
  if (locations.length < 2) return rules;
  return [
    ...rules,
    probeAlert(watched, {
      alert: 'ProbeAbsentSomewhere',
      expr: `count(sum by (location) (last_over_time(${samples}[${durationText(windowMs)}]))) < ${locations.length}`,
      severity: 'ticket',
      windowMs,
      forMs,
      summary: `${probe.name} runs at {{ $value }} of ${locations.length} locations.`,
    }),
  ];
}

/** Active runs have the interval as the value of their sample, the others 0: the sum through the interval is how many there were. */
function unknownRule(watched: WatchedProbe, intervalMs: number): PlacedRule {
  const { probe, looked } = watched;
  const windowMs = Math.max(LOOK_MS, 4 * intervalMs);
  const ran = `${sumOf(ALWAYS, looked, windowMs)} / ${intervalMs / 1000}`;
  return probeAlert(watched, {
    alert: 'ProbeUnknown',
    // What is corrected afterwards, for maintenance, is no sign of trouble.
    expr: `sum(sum_over_time(probe_run_counted{probe="${probe.name}",correction="none"}[${durationText(windowMs)}])) < 0.5 * ${ran}`,
    severity: 'ticket',
    windowMs,
    forMs: intervalMs,
    summary: `More than half of the runs of ${probe.name} are errors of ours: of the target little is known.`,
  });
}

/** That a location, or all of it, is silent; and that runs come late or not at all. */
export function locationRules(all: readonly WatchedProbe[]): PlacedRule[] {
  const intervals = new Map<string, number>();
  for (const { locations, probe } of all) {
    for (const name of locations) {
      intervals.set(name, Math.min(probe.intervalMs, intervals.get(name) ?? Number.POSITIVE_INFINITY));
    }
  }
  const shortest = Math.min(...intervals.values());
  if (intervals.size === 0) return [];
  return [
    generalAlert('everything', {
      alert: 'EverythingAbsent',
      expr: `absent_over_time(${ALWAYS}[${durationText(silentMs(shortest))}])`,
      severity: 'page',
      windowMs: silentMs(shortest),
      forMs: waitMs(shortest),
      summary: 'No probe has a run anywhere: nothing is watched.',
    }),
    ...[...intervals].flatMap(([location, intervalMs]) => rulesOfLocation(location, intervalMs)),
  ];
}

function rulesOfLocation(location: string, intervalMs: number): PlacedRule[] {
  const windowMs = silentMs(intervalMs);
  return [
    generalAlert(location, {
      alert: 'LocationAbsent',
      expr: `absent_over_time(${ALWAYS}{location="${location}"}[${durationText(windowMs)}])`,
      severity: 'page',
      windowMs,
      forMs: waitMs(intervalMs),
      labels: { location },
      summary: `No probe has a run at ${location}.`,
    }),
    generalAlert(location, {
      alert: 'RunsMissed',
      expr: `sum(sum_over_time(probe_run_missed{location="${location}"}[${durationText(LOOK_MS)}])) > 0`,
      severity: 'ticket',
      windowMs: LOOK_MS,
      labels: { location },
      summary: `{{ $value }} runs at ${location} did not take place within ${durationText(LOOK_MS)}.`,
    }),
    generalAlert(location, {
      alert: 'RunsLate',
      expr: `min(min_over_time(probe_start_delay_seconds{location="${location}"}[${durationText(LOOK_MS)}])) > 30`,
      severity: 'ticket',
      windowMs: LOOK_MS,
      labels: { location },
      summary: `Every run at ${location} began more than 30 s late for ${durationText(LOOK_MS)}.`,
    }),
  ];
}
