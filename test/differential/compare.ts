/** A series on which the two disagree. */
export interface Difference {
  readonly series: string;
  readonly theirs: number | undefined;
  readonly ours: number | undefined;
}

const DURATION = /_duration_seconds\b|_lookup_time_seconds\b/;

/**
 * Compares series by series. Durations need only exist on both sides, be zero on both or on neither, and be no longer
 * than the timeout: both look at loopback servers, at different moments.
 */
export function differences(
  theirs: ReadonlyMap<string, number>,
  ours: ReadonlyMap<string, number>,
  names: ReadonlySet<string>,
): Difference[] {
  const keys = new Set([...theirs.keys(), ...[...ours.keys()].filter((key) => names.has(nameOf(key)))]);
  return [...keys]
    .map((series) => ({ series, theirs: theirs.get(series), ours: ours.get(series) }))
    .filter((pair) => !agree(pair))
    .sort((a, b) => (a.series < b.series ? -1 : 1));
}

export const nameOf = (series: string): string => series.split('{', 1)[0] ?? series;

function agree({ series, theirs, ours }: Difference): boolean {
  if (theirs === undefined || ours === undefined) return false;
  // A small answer may come in one piece with its head: its transfer then takes no time at all.
  if (series.includes('"phase":"transfer"')) return theirs < 10 && ours < 10;
  if (DURATION.test(series))
    return theirs === 0 || ours === 0 ? Math.max(theirs, ours) < 0.0005 : theirs < 10 && ours < 10 && ours > 0;
  return theirs === ours || (Number.isNaN(theirs) && Number.isNaN(ours));
}
