import type { Hour } from './hours.ts';

const ATTEMPT_MS = 60_000;

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly warnings?: readonly string[];
  readonly data?: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

/** One number by an instant query of Thanos Query; 0 when nothing matches. A warning is a failure: half an answer is none. Throws Error. */
async function askNumber(url: string, query: string, atMs: number): Promise<number> {
  const search = new URLSearchParams({ query, time: String(atMs / 1000), partial_response: 'false', dedup: 'true' });
  const answer = await fetch(`${url}/api/v1/query`, {
    method: 'POST',
    body: search,
    signal: AbortSignal.timeout(ATTEMPT_MS),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Query answers ${answer.status}: ${text.slice(0, 300)}`);
  const { warnings = [], data } = JSON.parse(text) as Answer;
  if (warnings.length > 0) throw new Error(`Query warns: ${warnings.join('; ').slice(0, 300)}`);
  return Number(data?.result[0]?.value[1] ?? 0);
}

/** How many runs that count Query has of a stretch of ticks; ranges leave out their beginning, so they begin a millisecond before. */
export function countedInQuery(url: string, { fromMs, toMs }: Hour): Promise<number> {
  const query = `sum(sum_over_time(probe_run_counted{correction="none"}[${toMs - fromMs}ms]))`;
  return askNumber(url, query, toMs - 1);
}

/** How many lines Loki has of a stretch of ticks; more than there are while what was sent twice is not flushed. */
export async function linesInLoki(url: string, { fromMs, toMs }: Hour): Promise<number> {
  // A range query's point at `toMs - 1` looks back over (from - 1, to - 1].
  const query = `sum(count_over_time({job=~".+"}[${toMs - fromMs}ms]))`;
  const search = new URLSearchParams({ query, time: `${toMs - 1}000000` });
  const answer = await fetch(`${url}/loki/api/v1/query?${search}`, { signal: AbortSignal.timeout(ATTEMPT_MS) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Loki answers ${answer.status}: ${text.slice(0, 300)}`);
  return Number((JSON.parse(text) as Answer).data?.result[0]?.value[1] ?? 0);
}
