import type { Sample } from '../../../lib/model/sample.ts';

/** Values by series and time. */
export type Points = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** What ought to be stored: marks for the ends of series are no points. */
export function pointsOf(samples: Iterable<Sample>): Map<string, Map<number, number>> {
  const points = new Map<string, Map<number, number>>();
  for (const { name, labels, value, timestampMs, stale } of samples) {
    if (stale) continue;
    const series = seriesId({ __name__: name, ...labels });
    const values = points.get(series) ?? new Map<number, number>();
    values.set(timestampMs, value);
    points.set(series, values);
  }
  return points;
}

/** Everything that Prometheus has of a probe. Throws when it has two values at one time. */
export async function storedPoints(base: string, probe: string, lastMs: number, minutes: number): Promise<Points> {
  const query = new URLSearchParams({
    query: `{__name__=~".+",probe="${probe}"}[${minutes + 1}m]`,
    time: String((lastMs + 1) / 1000),
  });
  const response = await fetch(`${base}/api/v1/query`, { method: 'POST', body: query });
  const { status, data, error } = (await response.json()) as {
    status: string;
    error?: string;
    data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
  };
  if (status !== 'success') throw new Error(`Prometheus does not answer: ${error}`);
  return new Map(
    data.result.map(({ metric, values }) => {
      const points = new Map(values.map(([seconds, value]) => [Math.round(seconds * 1000), Number(value)]));
      if (points.size !== values.length) throw new Error(`two values at one time: ${JSON.stringify(metric)}`);
      return [seriesId(metric), points];
    }),
  );
}

/** What is there and should not be, is not there and should be, or has another value. */
export function differences(expected: Points, stored: Points): string[] {
  const found: string[] = [];
  for (const series of new Set([...expected.keys(), ...stored.keys()])) {
    const [want, have] = [expected.get(series), stored.get(series)];
    for (const time of new Set([...(want?.keys() ?? []), ...(have?.keys() ?? [])])) {
      const [wanted, had] = [want?.get(time), have?.get(time)];
      if (!Object.is(wanted, had))
        found.push(`${series} @${time}: ${had ?? 'not there'} instead of ${wanted ?? 'nothing'}`);
    }
  }
  return found;
}

function seriesId(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
