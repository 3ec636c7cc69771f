import { type BatchSource, createSignalReader } from '../../functions/delivery/signal-reader.ts';
import type { Sample } from '../../lib/model/sample.ts';
import { type Points, pointsOf } from './accounting/stored.ts';

/** Every sample that the journal's batches become, with ticks in [from, to), unix milliseconds, by metric. */
export async function journalledPoints(
  journal: BatchSource,
  fromMs: number,
  toMs: number,
): Promise<ReadonlyMap<string, Points>> {
  const signalsOf = createSignalReader(journal, new Set(['samples'] as const));
  const byName = new Map<string, Sample[]>();
  for await (const key of journal.list(fromMs, toMs)) {
    for (const sample of (await signalsOf(key)).samples) {
      const own = byName.get(sample.name);
      if (own) own.push(sample);
      else byName.set(sample.name, [sample]);
    }
  }
  return new Map([...byName].map(([name, samples]) => [name, pointsOf(samples)]));
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly warnings?: readonly string[];
  readonly data?: { readonly result: readonly AnswerSeries[] };
}

interface AnswerSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** Asks Query; a warning is an error: half an answer is none. Without the labels that a Prometheus adds. */
async function askSeries(url: string, query: string, atMs: number): Promise<readonly AnswerSeries[]> {
  const body = new URLSearchParams({ query, time: String(atMs / 1000) });
  const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body });
  const { status, error, warnings = [], data } = (await response.json()) as Answer;
  if (status !== 'success' || warnings.length > 0) {
    throw new Error(`Query: ${query}: ${response.status} ${error ?? ''} ${warnings.join('; ')}`);
  }
  return (data?.result ?? []).map(({ metric: { cluster: _, replica: __, ...metric }, ...rest }) => ({
    metric,
    ...rest,
  }));
}

/** Everything that Query has of a metric with times in [from, to). Throws when it has two values at one time. */
export async function queriedPoints(url: string, name: string, fromMs: number, toMs: number): Promise<Points> {
  // A range leaves out its beginning.
  const series = await askSeries(url, `${name}[${toMs - fromMs}ms]`, toMs - 1);
  return new Map(
    series.map(({ metric, values = [] }) => {
      const points = new Map(values.map(([seconds, value]) => [Math.round(seconds * 1000), Number(value)]));
      if (points.size !== values.length) throw new Error(`two values at one time: ${JSON.stringify(metric)}`);
      return [seriesName(metric), points];
    }),
  );
}

/** `sum_over_time` of each series of a metric over [from, to), by its labels. */
export async function queriedSums(
  url: string,
  name: string,
  fromMs: number,
  toMs: number,
): Promise<ReadonlyMap<string, number>> {
  const series = await askSeries(url, `sum_over_time(${name}[${toMs - fromMs}ms])`, toMs - 1);
  return new Map(
    series.map(({ metric, value }) => [seriesName({ __name__: name, ...metric }), Number(value?.[1] ?? Number.NaN)]),
  );
}

/** As test/support/accounting/stored.ts names them. */
function seriesName(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
