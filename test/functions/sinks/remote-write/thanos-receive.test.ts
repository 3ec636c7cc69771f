import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutgoing } from '../../../../functions/net/send.ts';
import { createRemoteWriteSink } from '../../../../functions/sinks/remote-write/remote-write-sink.ts';
import type { Sample } from '../../../../lib/model/sample.ts';
import { type RealThanos, startThanosReceive } from '../../../support/real-thanos.ts';
import { sampleTick } from '../../../support/remote-write-samples.ts';

const folder = mkdtempSync(join(tmpdir(), 'probewright-thanos-'));
let thanos: RealThanos;
beforeAll(async () => {
  thanos = await startThanosReceive(folder);
});
afterAll(async () => {
  await thanos?.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const now = Math.floor(Date.now() / 1000) * 1000;
const send = (samples: readonly Sample[]) =>
  createRemoteWriteSink({ url: thanos.writeUrl }, createOutgoing()).send(
    { samples, logs: [], spans: [] },
    AbortSignal.timeout(20_000),
  );
const one = (probe: string, value: number, timestampMs = now): Sample => ({
  name: 'probe_duration_seconds',
  labels: { probe },
  value,
  timestampMs,
});

describe('Thanos Receive 0.42, which knows remote write 1.0 only', () => {
  it('gets everything in 1.0 after it said success to 2.0 and stored nothing', async () => {
    const samples = sampleTick(20, now);
    expect(await send(samples)).toEqual({ delivered: 400, rejected: [] });
    const values = (await thanos.raw('{job="probewright"}', 60, now)).flat().map(Number);
    expect(values.sort()).toEqual(samples.map(({ value }) => value).sort());
  });

  it('loses nothing but the samples that it refuses by 409', async () => {
    expect(await send([one('late', 2)])).toMatchObject({ delivered: 1 });
    const delivery = await send([one('late', 1, now - 1000), ...sampleTick(5, now + 1000), one('late', 3, now + 1000)]);
    expect(delivery).toMatchObject({
      delivered: 101,
      rejected: [{ reason: 'invalid', count: 1, answer: expect.stringMatching(/^409: /) }],
    });
    expect(await thanos.raw('{probe="late"}', 60, now + 1000)).toEqual([['2', '3']]);
  });
});
