import type { Sample } from '../../lib/model/sample.ts';

/** A mark for the end of each series that was there before and is not there now. */
export function endedSeries(before: readonly Sample[], now: readonly Sample[], tickMs: number): Sample[] {
  if (before.length === 0) return [];
  const there = new Set(now.map(seriesOf));
  return before
    .filter((sample) => !there.has(seriesOf(sample)))
    .map(({ name, labels }) => ({ name, labels, value: Number.NaN, timestampMs: tickMs, stale: true }));
}

function seriesOf({ name, labels }: Sample): string {
  return JSON.stringify([name, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
