import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { endedSeries } from '../../functions/delivery/ended-series.ts';
import { createOutgoing } from '../../functions/net/send.ts';
import { inactiveSamplesOf } from '../../functions/signals/inactive-samples.ts';
import { samplesOf } from '../../functions/signals/samples.ts';
import { createRemoteWriteSink } from '../../functions/sinks/remote-write/remote-write-sink.ts';
import type { Sample } from '../../lib/model/sample.ts';
import { startPrometheus } from '../support/real-prometheus.ts';
import { resultOf } from '../support/results.ts';
import { probeOf } from '../support/tiny-kind.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The query of a chapter as the page gives it. */
function documentedQuery(chapter: string): string {
  const page = readFileSync(join(import.meta.dirname, '../../docs/metrics.md'), 'utf8');
  const [, query = ''] = new RegExp(`## ${chapter}[\\s\\S]*?\`\`\`promql\\n(.*)\\n\`\`\``).exec(page) ?? [];
  return query;
}

test('an hourly probe is there at all times through the documented query, and gone at once when it was removed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'probewright-slow-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const prometheus = await startPrometheus(folder, '2h');
  onTestFinished(() => prometheus.stop('SIGKILL'));
  const sink = createRemoteWriteSink({ url: prometheus.writeUrl }, createOutgoing());
  const send = async (samples: readonly Sample[]) =>
    expect(await sink.send({ samples, logs: [], spans: [] }, AbortSignal.timeout(20_000))).toMatchObject({
      delivered: samples.length,
    });

  const probe = { ...probeOf(), intervalMs: HOUR_MS };
  const endMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const firstMs = endMs - 3 * HOUR_MS + 10 * MINUTE_MS;
  const ticks = [0, 1, 2].map((hour) =>
    samplesOf(resultOf([]), { probe, location: 'local', tickMs: firstMs + hour * HOUR_MS }),
  );
  for (const tick of ticks) await send(tick);
  await send(endedSeries(ticks[2] ?? [], [], endMs - MINUTE_MS));

  const query = documentedQuery('Probes slower than five minutes');
  const seen = async (text: string, fromMs: number, toMs: number) => {
    const counts: number[] = [];
    for (let atMs = fromMs; atMs <= toMs; atMs += MINUTE_MS) counts.push(await prometheus.found(text, atMs));
    return counts;
  };
  // From the first tick to just before the end: 2 h 48 min.
  const through = await seen(query, firstMs, endMs - 2 * MINUTE_MS);
  expect(through).toEqual(through.map(() => 1));
  expect(through.length).toBe(169);
  // Without it, five minutes of each hour: what the query is for.
  const plain = await seen('probe_success', firstMs, endMs - 2 * MINUTE_MS);
  expect(plain.filter((count) => count === 1).length).toBeLessThan(20);
  for (const text of [query, '{probe="front"}']) {
    expect([text, await prometheus.found(text, endMs - MINUTE_MS + 1)]).toEqual([text, 0]);
    expect([text, await prometheus.found(text, endMs)]).toEqual([text, 0]);
  }
});

test('a gap that is meant is told from an absence by the documented query', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'probewright-gaps-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const prometheus = await startPrometheus(folder, '2h');
  onTestFinished(() => prometheus.stop('SIGKILL'));
  const sink = createRemoteWriteSink({ url: prometheus.writeUrl }, createOutgoing());
  const nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const named = (name: string) => ({ ...probeOf(), name, intervalMs: MINUTE_MS });
  const runAt = (name: string, minutes: number) =>
    samplesOf(resultOf([]), { probe: named(name), location: 'local', tickMs: nowMs - minutes * MINUTE_MS });
  const outAt = (name: string, minutes: number) =>
    inactiveSamplesOf(
      { inactive: [name], location: 'local', tickMs: nowMs - minutes * MINUTE_MS },
      new Map([[name, named(name)]]),
    );
  const samples = [
    ...[...runAt('absent', 20), ...runAt('night', 20), ...runAt('stopped-at-night', 20), ...runAt('fine', 20)],
    ...[...outAt('night', 19), ...outAt('stopped-at-night', 19)],
    ...[...outAt('night', 1), ...runAt('fine', 1)],
  ];
  await sink.send({ samples, logs: [], spans: [] }, AbortSignal.timeout(20_000));
  const query = documentedQuery('Gaps that are meant');
  const { result } = (await prometheus.get('query', { query, time: String(nowMs / 1000) })) as {
    readonly result: readonly { readonly metric: Readonly<Record<string, string>> }[];
  };
  expect(result.map(({ metric }) => metric.probe)).toEqual(['absent']);
});
