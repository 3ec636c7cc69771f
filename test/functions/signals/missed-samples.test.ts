import { expect, test } from 'vitest';
import { missedSamplesOf } from '../../../functions/signals/missed-samples.ts';
import { BATCH_VERSION, type Batch } from '../../../lib/model/journal.ts';
import { httpProbe } from '../../support/http-probes.ts';

const about: Batch = { version: BATCH_VERSION, location: 'eu', tickMs: 60_000, shard: '1m-00', plan: 'x', results: [] };
const probes = new Map(
  [
    httpProbe('front', 'http://shop.test/', { labels: { team: 'web' } }),
    httpProbe('off', 'http://shop.test/', { enabled: false }),
  ].map((probe) => [probe.name, probe]),
);

test('a missed tick is one sample for each probe that would have run, with the probe’s own labels and the reason', () => {
  expect(missedSamplesOf({ ...about, missed: 'too-old' }, probes)).toEqual([
    {
      name: 'probe_run_missed',
      labels: {
        team: 'web',
        reason: 'too-old',
        job: 'probewright',
        instance: 'http://shop.test/',
        probe: 'front',
        location: 'eu',
      },
      value: 1,
      timestampMs: 60_000,
    },
  ]);
});

test('of any other tick there is none', () => {
  expect(missedSamplesOf(about, probes)).toEqual([]);
});
