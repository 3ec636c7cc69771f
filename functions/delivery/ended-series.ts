import type { Sample } from '../../lib/model/sample.ts';

/** 0 at the end of a probe, so that a query which looks back further than Prometheus does can tell an end from a pause between two runs. */
const INTERVAL = 'probe_interval_seconds';

/**
 * A mark for the end of each series that was there before and is not there now. No series is twice in a batch. The interval says 0 at its end, and has
 * its mark a millisecond later.
 */
export function endedSeries(before: readonly Sample[], now: readonly Sample[], tickMs: number): Sample[] {
  // Usual: the same series in the same order. Only what is left needs a name that can be looked up.
  const left = before.filter((sample, at) => !isSame(sample, now[at]));
  if (left.length === 0) return [];
  const there = new Set(now.filter((sample, at) => !isSame(sample, before[at])).map(seriesOf));
  const ended = left.filter((sample) => !there.has(seriesOf(sample)));
  const marks = ended.map((sample) =>
    sample.name === INTERVAL ? { ...sample, value: 0, timestampMs: tickMs } : mark(sample, tickMs),
  );
  return [...marks, ...ended.filter(({ name }) => name === INTERVAL).map((sample) => mark(sample, tickMs + 1))];
}

function mark({ name, labels }: Sample, timestampMs: number): Sample {
  return { name, labels, value: Number.NaN, timestampMs, stale: true };
}

function isSame({ name, labels }: Sample, other: Sample | undefined): boolean {
  if (name !== other?.name) return false;
  let count = 0;
  for (const label in labels) {
    if (labels[label] !== other.labels[label]) return false;
    count += 1;
  }
  for (const _ in other.labels) count -= 1;
  return count === 0;
}

function seriesOf({ name, labels }: Sample): string {
  return JSON.stringify([name, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
