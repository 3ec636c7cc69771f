import { setTimeout as sleep } from 'node:timers/promises';
import { createOutgoing } from '../../functions/net/send.ts';
import { createRemoteWriteSink } from '../../functions/sinks/remote-write/remote-write-sink.ts';
import type { Sample, SampleName } from '../../lib/model/sample.ts';

/*
 * What the compliance suite of remote write drives: it scrapes a page each second, as Prometheus would, and gives what it found to our sink.
 * Arguments: the receiver's URL, the page's HOST:PORT, the job. Ends with 0 at SIGTERM.
 */
const [url = '', hostPort = '', job = ''] = process.argv.slice(2);
const over = new AbortController();
process.once('SIGTERM', () => over.abort());
const sink = createRemoteWriteSink({ url }, createOutgoing());

while (!over.signal.aborted) {
  await scrapeAndSend().catch((error: unknown) => console.error(error));
  await sleep(1_000, undefined, { signal: over.signal }).catch(() => undefined);
}

async function scrapeAndSend(): Promise<void> {
  const timestampMs = Date.now();
  const headers = { accept: 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5' };
  const page = await fetch(`http://${hostPort}/metrics`, { headers, signal: over.signal });
  const scraped = samplesIn(await page.text(), timestampMs);
  const own = {
    up: 1,
    scrape_samples_scraped: scraped.length,
    scrape_duration_seconds: (Date.now() - timestampMs) / 1000,
  };
  const samples = [...scraped, ...Object.entries(own).map(([name, value]) => sampleOf(name, {}, value, timestampMs))];
  const { retry, rejected } = await sink.send({ samples, logs: [], spans: [] }, over.signal);
  if (retry || rejected.length > 0) console.error(JSON.stringify({ retry, rejected }));
}

/** The part of OpenMetrics that the suite writes: `name{label="value"} value [seconds]`, and `_created` as the start of its family. */
function samplesIn(page: string, nowMs: number): Sample[] {
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const rows = lines.map((line) => {
    const [, name = '', pairs = '', value = '', seconds] = /^([^\s{]+)(?:\{(.*)\})? (\S+)(?: (\S+))?$/.exec(line) ?? [];
    const labels = Object.fromEntries(
      [...pairs.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', text = '']) => [label, text]),
    );
    return {
      name,
      labels,
      value: numberOf(value),
      timestampMs: seconds === undefined ? nowMs : Math.round(Number(seconds) * 1000),
    };
  });
  const familyOf = (name: string) => name.replace(/_(total|count|sum|bucket|created)$/, '');
  const starts = new Map(
    rows.filter(({ name }) => name.endsWith('_created')).map(({ name, value }) => [familyOf(name), value]),
  );
  return rows
    .filter(({ name }) => !name.endsWith('_created'))
    .map(({ name, labels, value, timestampMs }) => {
      const start = starts.get(familyOf(name));
      return {
        ...sampleOf(name, labels, value, timestampMs),
        ...(start !== undefined && { startMs: Math.round(start * 1000) }),
      };
    });
}

function sampleOf(name: string, labels: Readonly<Record<string, string>>, value: number, timestampMs: number): Sample {
  // Names of the suite stand in no catalogue of ours.
  return { name: name as SampleName, labels: { ...labels, job, instance: hostPort }, value, timestampMs };
}

function numberOf(text: string): number {
  return text === '+Inf' ? Number.POSITIVE_INFINITY : text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}
