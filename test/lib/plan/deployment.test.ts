import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../../lib/model/deployment.ts';
import { deploymentOf } from '../../../lib/plan/deployment.ts';
import { httpStep, httpsProbe, installationAt, planWith, publicLocation } from '../../support/plan-fixtures.ts';

const functionsOf = ({ locations }: Deployment) =>
  Object.fromEntries(
    locations.flatMap(({ location, functions }) =>
      functions.map(({ name, shards }) => [`${location.name} ${name}`, shards.map(({ plan }) => plan.shard)]),
    ),
  );
const shardsOf = ({ locations }: Deployment) =>
  locations.flatMap(({ functions }) => functions.flatMap(({ shards }) => shards));

describe('a deployment', () => {
  it('has a function a location, and one more for probes that can take long; shards are named after their interval', () => {
    const probes = [
      httpsProbe('front', { locations: ['eu-west-1', 'us-east-1'] }),
      httpsProbe('hourly', { intervalMs: 3_600_000 }),
      httpsProbe('patient', { timeoutMs: 20_000 }),
      httpsProbe('stubborn', { retry: { attempts: 2, afterMs: 1_000, reasons: [] } }),
      httpsProbe('off', { enabled: false, intervalMs: 300_000 }),
      httpsProbe('mine', { locations: ['local'] }),
    ];
    const deployment = deploymentOf(planWith(probes), installationAt(['eu-west-1', 'us-east-1', 'sa-east-1']));
    expect(functionsOf(deployment)).toEqual({
      'eu-west-1 probes': ['1m-00', '1h-00'],
      'eu-west-1 slow': ['1m-slow-00'],
      'us-east-1 probes': ['1m-00'],
    });
  });

  it('gives each shard a plan of its own probes and location alone, so that an edit elsewhere leaves its hash as it is', () => {
    const front = httpsProbe('front');
    const before = deploymentOf(planWith([front]), installationAt(['eu-west-1']));
    const moved = { ...front, locations: ['eu-west-1', 'us-east-1'], source: { file: 'b.yaml', line: 7, column: 3 } };
    const after = deploymentOf(
      planWith([moved, httpsProbe('slow', { timeoutMs: 20_000 })]),
      installationAt(['eu-west-1', 'us-east-1']),
    );
    expect(shardsOf(after)[0]?.plan.plan.hash).toBe(shardsOf(before)[0]?.plan.plan.hash);
    expect(shardsOf(before)[0]?.plan.plan.plan).toMatchObject({ locations: [{ name: 'eu-west-1' }], files: [] });
    expect(shardsOf(after)[1]?.plan.plan.hash).not.toBe(shardsOf(before)[0]?.plan.plan.hash);
  });

  it('claims ticks where a second run would change something, or would be delivered twice', () => {
    const plan = planWith([
      httpsProbe('get'),
      httpsProbe('post', { intervalMs: 300_000, steps: [httpStep('GET'), httpStep('POST')] }),
      httpsProbe('look', { intervalMs: 3_600_000, steps: [httpStep('HEAD'), httpStep('OPTIONS')] }),
    ]);
    const claims = (deployment: Deployment) => shardsOf(deployment).map(({ plan }) => [plan.shard, plan.claims]);
    expect(claims(deploymentOf(plan, installationAt(['eu-west-1'], { delivery: { mode: 'journal' } })))).toEqual([
      ['1m-00', false],
      ['5m-00', true],
      ['1h-00', false],
    ]);
    expect(claims(deploymentOf(plan, installationAt(['eu-west-1']))).every(([, claims]) => claims)).toBe(true);
  });

  it.each([
    [10_000, 'cron(* * * * ? *)', [10_000, 20_000, 30_000, 40_000, 50_000]],
    [20_000, 'cron(* * * * ? *)', [20_000, 40_000]],
    [60_000, 'cron(* * * * ? *)', []],
    [300_000, 'cron(0/5 * * * ? *)', []],
    [1_800_000, 'cron(0/30 * * * ? *)', []],
    [3_600_000, 'cron(0 * * * ? *)', []],
    [21_600_000, 'cron(0 0/6 * * ? *)', []],
    [86_400_000, 'cron(0 0 * * ? *)', []],
  ])('fires every %d ms by %s', (intervalMs, schedule, queuedMs) => {
    const plan = planWith([httpsProbe('a', { intervalMs, timeoutMs: 5_000 })]);
    const [shard] = shardsOf(deploymentOf(plan, installationAt(['eu-west-1'])));
    expect(shard).toMatchObject({ schedule, plan: { queuedMs, intervalMs } });
  });

  it('takes along the control probe of its location, and the memory that is asked for', () => {
    const controlProbe = httpsProbe('control-eu-west-1');
    const location = publicLocation('eu-west-1', { controlProbe, memoryMb: 640 });
    const deployment = deploymentOf(planWith([httpsProbe('a')]), installationAt([], { locations: [location] }));
    expect(shardsOf(deployment)[0]?.plan.control).toEqual({
      ...controlProbe,
      source: { file: '', line: 1, column: 1 },
    });
    expect(deployment.locations[0]?.functions[0]?.memoryMb).toBe(640);
  });

  it('leaves time for every attempt of the slowest probe, and never more than Lambda has', () => {
    const timeouts = (timeoutMs: number, attempts: number, intervalMs: number) =>
      deploymentOf(
        planWith([httpsProbe('a', { timeoutMs, intervalMs, retry: { attempts, afterMs: 2_000, reasons: [] } })]),
        installationAt(['eu-west-1']),
      ).locations[0]?.functions[0]?.timeoutSeconds;
    expect(timeouts(8_000, 1, 10_000)).toBe(25);
    expect(timeouts(20_000, 2, 60_000)).toBe(55);
    expect(timeouts(900_000, 2, 3_600_000)).toBe(900);
  });

  it('takes more memory where the starts of a tick would be spread over too long', () => {
    const memoryOf = (count: number, intervalMs: number) => {
      const probes = Array.from({ length: count }, (_, index) =>
        httpsProbe(`p-${index}`, { intervalMs, timeoutMs: 5_000 }),
      );
      return deploymentOf(planWith(probes), installationAt(['eu-west-1'])).locations[0]?.functions[0]?.memoryMb;
    };
    // 180 handshakes are 319 ms of CPU, and 256 MB have 0.13 of one: 2.4 s.
    expect(memoryOf(180, 60_000)).toBe(256);
    expect(memoryOf(180, 10_000)).toBe(256);
    const many = Array.from({ length: 60 }, (_, index) =>
      httpsProbe(`p-${index}`, { intervalMs: 10_000, timeoutMs: 5_000, steps: Array(5).fill(httpStep('GET')) }),
    );
    // 519 ms: four seconds are two fifths of the interval.
    expect(deploymentOf(planWith(many), installationAt(['eu-west-1'])).locations[0]?.functions[0]?.memoryMb).toBe(512);
  });

  it.each([
    [10_000, 120],
    [60_000, 120],
    [300_000, 300],
    [3_600_000, 900],
  ])('of an interval of %d ms takes ticks that are %d s late', (intervalMs, seconds) => {
    const plan = planWith([httpsProbe('a', { intervalMs, timeoutMs: 5_000 })]);
    const [location] = deploymentOf(plan, installationAt(['eu-west-1'])).locations;
    expect(location?.functions[0]?.maxAgeSeconds).toBe(seconds);
  });

  it('is the same to the byte, whatever the order of the probes', () => {
    const probes = Array.from({ length: 500 }, (_, index) => httpsProbe(`p-${index}`));
    const of = (list: typeof probes) => JSON.stringify(deploymentOf(planWith(list), installationAt(['eu-west-1'])));
    expect(of([...probes].reverse())).toBe(of(probes));
  });

  it('of 10,000 probes in one location is worked out in less than 2 s, no shard with more than 200', () => {
    const plan = planWith(Array.from({ length: 10_000 }, (_, index) => httpsProbe(`probe-${index}`)));
    const began = performance.now();
    const shards = shardsOf(deploymentOf(plan, installationAt(['eu-west-1'])));
    expect(performance.now() - began).toBeLessThan(2_000);
    const loads = shards.map(({ plan: { plan } }) => plan.plan.probes.length);
    expect(Math.max(...loads)).toBeLessThanOrEqual(200);
    expect(loads.reduce((sum, load) => sum + load)).toBe(10_000);
    expect(new Set(shards.map(({ plan }) => plan.shard)).size).toBe(shards.length);
  });
});
