import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutgoing } from '../../../../functions/net/send.ts';
import { createRemoteWriteSink } from '../../../../functions/sinks/remote-write/remote-write-sink.ts';
import type { Sample } from '../../../../lib/model/sample.ts';
import { type RealPrometheus, startPrometheus } from '../../../support/real-prometheus.ts';
import { sampleTick } from '../../../support/remote-write-samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'probewright-prometheus-'));
let prometheus: RealPrometheus;
beforeAll(async () => {
  // Without a window whatever is late is refused, and the whole request with it.
  prometheus = await startPrometheus(folder, '0s', { old: true });
});
afterAll(async () => {
  await prometheus?.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const now = Math.floor(Date.now() / 1000) * 1000;
const send = (samples: readonly Sample[]) =>
  createRemoteWriteSink({ url: prometheus.writeUrl }, createOutgoing()).send(
    { samples, logs: [], spans: [] },
    AbortSignal.timeout(20_000),
  );
const one = (probe: string, value: number, timestampMs = now): Sample => ({
  name: 'probe_duration_seconds',
  labels: { probe },
  value,
  timestampMs,
});
const rawOf = async (probe: string) =>
  (await prometheus.raw(`probe_duration_seconds{probe="${probe}"}`, 3600, now + 60_000))[0]?.values ?? [];

describe('Prometheus 2.42, which knows remote write 1.0 only', () => {
  it('gets everything in 1.0 after it said success to 2.0 and stored nothing', async () => {
    const samples = sampleTick(20, now);
    expect(await send(samples)).toEqual({ delivered: 400, rejected: [] });
    const stored = await prometheus.raw('{job="probewright"}', 60, now);
    const values = stored.flatMap(({ values }) => values.map(([, value]) => Number(value)));
    expect(values.sort()).toEqual(samples.map(({ value }) => value).sort());
  });

  it('loses nothing but the samples that it refuses, though it rolls whole requests back', async () => {
    expect(await send([one('late', 2)])).toMatchObject({ delivered: 1 });
    const others = sampleTick(5, now + 1000);
    const delivery = await send([one('late', 1, now - 1000), ...others, one('late', 3, now + 1000)]);
    expect(delivery).toMatchObject({
      delivered: 101,
      rejected: [{ reason: 'invalid', count: 1, answer: expect.stringContaining('out of order sample') }],
    });
    expect((await rawOf('late')).map(([, value]) => value)).toEqual(['2', '3']);
  });

  it('makes a series absent at once by our stale marker', async () => {
    await send([one('gone', 1, now - 2000)]);
    expect(await send([{ ...one('gone', Number.NaN, now - 1000), stale: true }])).toMatchObject({ delivered: 1 });
    expect(await prometheus.found('probe_duration_seconds{probe="gone"}', now - 1500)).toBe(1);
    expect(await prometheus.found('probe_duration_seconds{probe="gone"}', now)).toBe(0);
    expect(await rawOf('gone')).toHaveLength(1);
  });
});
