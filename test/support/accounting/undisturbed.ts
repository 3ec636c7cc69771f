import { createOutgoing } from '../../../functions/net/send.ts';
import { createRemoteWriteSink } from '../../../functions/sinks/remote-write/remote-write-sink.ts';
import type { Sample } from '../../../lib/model/sample.ts';

/** What is asked of both: values at moments, with Prometheus's look back, and over time, as availability is. */
const QUERIES = [
  'probe_success',
  'sum by (location) (sum_over_time(probe_run_good{correction="none"}[30m])) / sum by (location) (sum_over_time(probe_run_counted{correction="none"}[30m]))',
  'sum by (reason, location) (count_over_time(probe_failure_info[1h]))',
  'quantile by (location) (0.9, probe_duration_seconds)',
  'absent_over_time(probe_success{probe="p1"}[5m])',
];
const STEP_SECONDS = 300;

/** Takes samples straight to a Prometheus, as if nothing had ever gone wrong. */
export async function feed(base: string, parts: Iterable<readonly Sample[]>, windowMs: number): Promise<void> {
  const sink = createRemoteWriteSink({ url: `${base}/api/v1/write`, windowMs }, createOutgoing());
  const signal = new AbortController().signal;
  for (const samples of parts) {
    const { delivered, rejected, retry } = await sink.send({ samples, logs: [], spans: [] }, signal);
    if (delivered !== samples.length) throw new Error(`not undisturbed: ${JSON.stringify({ rejected, retry })}`);
  }
}

/** Queries over the whole range whose answers differ. */
export async function differentQueries(base: string, other: string, fromMs: number, toMs: number): Promise<string[]> {
  const different: string[] = [];
  for (const query of QUERIES) {
    const [one, two] = await Promise.all([base, other].map((at) => answerOf(at, query, fromMs, toMs)));
    if (one !== two) different.push(`${query}: ${one?.slice(0, 300)} instead of ${two?.slice(0, 300)}`);
  }
  return different;
}

async function answerOf(base: string, query: string, fromMs: number, toMs: number): Promise<string> {
  const search = { query, start: String(fromMs / 1000), end: String(toMs / 1000), step: String(STEP_SECONDS) };
  const answer = await fetch(`${base}/api/v1/query_range`, { method: 'POST', body: new URLSearchParams(search) });
  const { data, error } = (await answer.json()) as { data?: { result: { metric: object }[] }; error?: string };
  if (!data) throw new Error(`Prometheus does not answer ${query}: ${error}`);
  return JSON.stringify(data.result.map((series) => JSON.stringify(series)).sort());
}
