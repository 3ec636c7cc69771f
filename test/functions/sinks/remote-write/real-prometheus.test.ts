import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutgoing } from '../../../../functions/net/send.ts';
import { encodeV1 } from '../../../../functions/sinks/remote-write/encode-v1.ts';
import { createRemoteWriteSink } from '../../../../functions/sinks/remote-write/remote-write-sink.ts';
import { snappyCompress } from '../../../../functions/sinks/remote-write/snappy.ts';
import type { Sample } from '../../../../lib/model/sample.ts';
import { type RealPrometheus, startPrometheus } from '../../../support/real-prometheus.ts';
import { sampleTick } from '../../../support/remote-write-samples.ts';

const HOUR_MS = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'probewright-prometheus-'));
let prometheus: RealPrometheus;
beforeAll(async () => {
  prometheus = await startPrometheus(folder, '2h');
});
afterAll(async () => {
  await prometheus?.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const now = Math.floor(Date.now() / 1000) * 1000;
const signals = (samples: readonly Sample[]) => ({ samples, logs: [], spans: [] });
const soon = () => AbortSignal.timeout(20_000);
const send = (samples: readonly Sample[]) =>
  createRemoteWriteSink({ url: prometheus.writeUrl }, createOutgoing()).send(signals(samples), soon());
const one = (probe: string, value: number, timestampMs = now): Sample => ({
  name: 'probe_duration_seconds',
  labels: { probe },
  value,
  timestampMs,
});
/** As Prometheus writes a value. */
const parse = (text: string) =>
  text === '+Inf' ? Number.POSITIVE_INFINITY : text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
const rawOf = async (probe: string) =>
  (await prometheus.raw(`probe_duration_seconds{probe="${probe}"}`, 90_000, now + HOUR_MS))[0]?.values ?? [];

describe('Prometheus 3.14', () => {
  it('gives back every value of two ticks of 50 probes exactly, at its tick', async () => {
    const samples = [...sampleTick(50, now - 60_000), ...sampleTick(50, now)];
    expect(await send(samples)).toEqual({ delivered: 2000, rejected: [] });
    const stored = await prometheus.raw('{job="probewright"}', 3600, now);
    const key = (labels: Readonly<Record<string, string>>) => JSON.stringify(Object.entries(labels).sort());
    const found = stored.flatMap(({ metric, values }) =>
      values.map(([seconds, value]) => `${key(metric)} ${Math.round(seconds * 1000)} ${parse(value)}`),
    );
    const expected = samples.map(
      (one) => `${key({ __name__: one.name, ...one.labels })} ${one.timestampMs} ${one.value}`,
    );
    expect(found.sort()).toEqual(expected.sort());
  });

  it('gives back the values that are hard to write', async () => {
    const values = [
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      -0,
      5e-324,
      Number.MAX_VALUE,
      0.1,
      -1e-7,
    ];
    expect(await send(values.map((value, at) => one('hard', value, now - 60_000 + at)))).toMatchObject({
      delivered: 8,
    });
    const stored = (await rawOf('hard')).map(([, value]) => parse(value));
    expect(stored.map((value, at) => Object.is(value, values[at]))).toEqual(values.map(() => true));
  });

  it('takes text of any script, and quotes, in a label', async () => {
    const probe = 'größe "x" \\ 日本 🚀';
    await send([one(probe, 1)]);
    const series = await prometheus.raw('probe_duration_seconds', 60, now);
    expect(series.map(({ metric }) => metric.probe)).toContain(probe);
  });

  it('accepts the same batch again and stores it once', async () => {
    const batch = [one('again', 1, now - 2000), one('again', 2, now - 1000)];
    for (const _ of [1, 2, 3]) expect(await send(batch)).toEqual({ delivered: 2, rejected: [] });
    expect(await rawOf('again')).toHaveLength(2);
  });

  it('refuses another value at the same time, and takes the rest of the request', async () => {
    await send([one('conflict', 1)]);
    const { delivered, rejected, retry } = await send([one('conflict', 2), one('beside', 3)]);
    expect({ delivered, retry }).toEqual({ delivered: 1, retry: undefined });
    expect(rejected).toMatchObject([
      { reason: 'invalid', count: 1, answer: expect.stringContaining('duplicate sample') },
    ]);
    expect(await rawOf('conflict')).toEqual([[now / 1000, '1']]);
    expect(await rawOf('beside')).toHaveLength(1);
  });

  it('makes a series absent at once by our stale marker, with all of its samples kept', async () => {
    await send([one('gone', 1, now - 2000)]);
    expect(await prometheus.found('probe_duration_seconds{probe="gone"}', now - 1500)).toBe(1);
    expect(await send([{ ...one('gone', Number.NaN, now - 1000), stale: true }])).toMatchObject({ delivered: 1 });
    expect(await prometheus.found('probe_duration_seconds{probe="gone"}', now - 1500)).toBe(1);
    expect(await prometheus.found('probe_duration_seconds{probe="gone"}', now - 1000)).toBe(0);
    expect(await prometheus.found('probe_duration_seconds{probe="gone"}', now)).toBe(0);
    expect(await rawOf('gone')).toHaveLength(1);
  });

  it('takes what comes late within its window', async () => {
    await send([one('late', 2, now)]);
    expect(await send([one('late', 1, now - HOUR_MS)])).toEqual({ delivered: 1, rejected: [] });
    expect((await rawOf('late')).map(([, value]) => value)).toEqual(['1', '2']);
  });

  it('refuses for good what is older than its window, and takes the rest of the request', async () => {
    await send([one('too-old', 2, now)]);
    const delivery = await send([one('too-old', 1, now - 3 * HOUR_MS), one('young', 1)]);
    expect(delivery).toMatchObject({
      delivered: 1,
      rejected: [{ count: 1, answer: expect.stringMatching(/^400: .*too old/) }],
    });
    expect(delivery.retry).toBeUndefined();
  });

  it('knows type and unit of what we send', async () => {
    const own = mkdtempSync(join(tmpdir(), 'probewright-prometheus-'));
    // Under this feature it makes labels of the metadata.
    const typed = await startPrometheus(own, '2h', { features: ['type-and-unit-labels'] });
    try {
      const sink = createRemoteWriteSink({ url: typed.writeUrl }, createOutgoing());
      const batch: Sample[] = [one('described', 1), { ...one('described', 1), name: 'probe_success' }];
      expect(await sink.send(signals(batch), soon())).toEqual({ delivered: 2, rejected: [] });
      expect(await typed.found('probe_duration_seconds{__type__="gauge",__unit__="seconds"}', now)).toBe(1);
      expect(await typed.found('probe_success{__type__="gauge",__unit__=""}', now)).toBe(1);
    } finally {
      await typed.stop('SIGKILL');
      rmSync(own, { recursive: true, force: true });
    }
  });

  it('keeps the trace of a run as an exemplar', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    expect(await send([{ ...one('traced', 0.5), traceId }])).toEqual({ delivered: 1, rejected: [] });
    const data = await prometheus.get('query_exemplars', {
      query: 'probe_duration_seconds{probe="traced"}',
      start: String(now / 1000 - 60),
      end: String(now / 1000 + 60),
    });
    expect(data).toMatchObject([
      { exemplars: [{ labels: { trace_id: traceId }, value: '0.5', timestamp: now / 1000 }] },
    ]);
  });

  it('takes our 1.0, too', async () => {
    const answer = await fetch(prometheus.writeUrl, {
      method: 'POST',
      headers: {
        'content-encoding': 'snappy',
        'content-type': 'application/x-protobuf',
        'x-prometheus-remote-write-version': '0.1.0',
      },
      body: new Uint8Array(snappyCompress(encodeV1([one('v1', 0.1), one('v1-inf', Number.NEGATIVE_INFINITY)]))),
    });
    expect(answer.status).toBe(204);
    expect(await rawOf('v1')).toEqual([[now / 1000, '0.1']]);
    expect(await rawOf('v1-inf')).toEqual([[now / 1000, '-Inf']]);
  });
});
