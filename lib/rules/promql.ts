import type { BurnPair, DownRule } from './burn-pair.ts';

/**
 * Expressions over the runs of a probe. Only sums over time: a count or an average of samples is wrong over blocks that have been downsampled. Corrections
 * are series of their own, and added up with what they correct.
 */
export interface Looked {
  readonly probe: string;
  readonly intervalMs: number;
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** `1h30m`, `12m30s`, `3d`, as PromQL reads it. @param ms whole, above 0 */
export function durationText(ms: number): string {
  let rest = ms;
  let text = '';
  for (const [unit, of] of UNITS) {
    const count = Math.floor(rest / of);
    rest -= count * of;
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}

/** The sum of a metric's samples over a window and all locations. */
export function sumOf(metric: string, { probe }: Looked, windowMs: number): string {
  return `sum(sum_over_time(${metric}{probe="${probe}"}[${durationText(windowMs)}]))`;
}

/**
 * What each location saw at one tick. Over one interval and in steps of one, which Prometheus takes at whole multiples as ticks are, there is exactly one
 * sample of each location.
 */
function atTick(metric: string, { probe, intervalMs }: Looked): string {
  return `sum by (location) (sum_over_time(${metric}{probe="${probe}"}[${durationText(intervalMs)}]))`;
}

function overTicks(expression: string, { intervalMs }: Looked, windowMs: number): string {
  return `sum_over_time((${expression})[${durationText(windowMs)}:${durationText(intervalMs)}])`;
}

/** How many ticks in the window failed, at any number of locations. */
function failedTicks(looked: Looked, windowMs: number): string {
  return overTicks(`max(${atTick('probe_run_bad', looked)}) > bool 0`, looked, windowMs);
}

/** How many ticks in the window had a metric above 0 at `locations` or more. */
export function ticksWith(metric: string, looked: Looked, locations: number, windowMs: number): string {
  return overTicks(`count(${atTick(metric, looked)} > 0) >= bool ${locations}`, looked, windowMs);
}

/** True (1) or nothing: so many ticks in a row, up to now, are bad. */
export function isDown(looked: Looked, { ticks, locations }: DownRule): string {
  return `${ticksWith('probe_run_bad', looked, locations, ticks * looked.intervalMs)} >= ${ticks}`;
}

/** Burns too fast over both windows, by enough failed ticks at enough locations, over what has been looked at enough to say so. */
export function isBurning(looked: Looked, pair: BurnPair, down: DownRule, locations: number): string {
  const { longMs, shortMs, threshold, ticks } = pair;
  const share = (windowMs: number) =>
    `${sumOf('probe_run_bad', looked, windowMs)} / ${sumOf('probe_run_counted', looked, windowMs)} > ${threshold}`;
  const least = Number(((0.5 * locations * shortMs) / looked.intervalMs).toPrecision(12));
  const lines = [
    share(longMs),
    `and ${share(shortMs)}`,
    `and ${failedTicks(looked, shortMs)} >= ${ticks}`,
    `and ${sumOf('probe_run_counted', looked, shortMs)} >= ${least}`,
  ];
  if (pair.locations > 1) {
    const failing = `sum by (location) (sum_over_time(probe_run_bad{probe="${looked.probe}"}[${durationText(shortMs)}])) > 0`;
    lines.push(`and count(${failing}) >= ${pair.locations}`);
  }
  // An outage that was told is not told again while it passes out of the short window.
  if (pair.pace === 'fast') lines.push(`unless ${wasDown(looked, down, shortMs)}`);
  return lines.join('\n');
}

function wasDown(looked: Looked, down: DownRule, windowMs: number): string {
  const step = durationText(looked.intervalMs);
  const now = ticksWith('probe_run_bad', looked, down.locations, down.ticks * looked.intervalMs);
  return `sum_over_time((${now} >= bool ${down.ticks})[${durationText(windowMs)}:${step}]) > 0`;
}
