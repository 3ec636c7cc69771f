import { describe, expect, it } from 'vitest';
import type { DeliverySettings } from '../../../lib/model/installation.ts';
import { estimateCost } from '../../../lib/plan/cost.ts';
import { deploymentOf } from '../../../lib/plan/deployment.ts';
import { httpsProbe, installationAt, planWith, publicLocation } from '../../support/plan-fixtures.ts';

const FIVE = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-1'];
const many = (count: number, changes: Parameters<typeof httpsProbe>[1] = {}) =>
  Array.from({ length: count }, (_, index) => httpsProbe(`p-${index}`, changes));
const direct = (url: string): DeliverySettings => ({
  mode: 'direct',
  remoteWrite: { url, auth: { type: 'none' }, headers: {}, windowMs: 3_600_000 },
});

describe('1,000 HTTPS probes at five regions each minute', () => {
  const estimate = estimateCost(deploymentOf(planWith(many(1_000, { locations: FIVE })), installationAt(FIVE)));
  const { parts } = estimate.healthy;

  it('are 216 million runs in 1.296 million invocations: six shards a region', () => {
    expect(estimate.usage).toMatchObject({
      runs: 216e6,
      invocations: 1_296_000,
      scheduled: 1_296_000,
      claims: 1_296_000,
    });
    expect(estimate.usage.samples).toBe(216e6 * 34);
  });

  // Each minute and region: six ticks wait 1 s for the slowest target, write for 300 ms, and share the CPU time of 1,000
  // probes and six ticks, at 0.9 × 256/1769 of a CPU: 6 × 1,300 + (1,000 × 1.73 + 6 × 7.5) ÷ 0.13024 = 21,429 ms of 256 MB.
  it.each([
    ['compute', ((6 * 1_300 + (1_730 + 45) / ((0.9 * 256) / 1_769)) / 1_000) * 0.25 * 43_200 * 5 * 0.000_013_333_4],
    ['invocations', 1.296 * 0.2],
    // With a sweeper every five minutes in each region, and the reconciler every quarter of an hour.
    ['schedules', 1.296 + 5 * 0.008_64 + 0.002_88],
    // A queue is asked by five pollers every 20 s.
    ['queues', 0.648 * 0.4],
    // A claim a tick and a list a sweep in each region (eu-central-1: $5.40 a million); twenty a reconciliation.
    ['storage', (0.2592 + 0.008_64) * (4 * 5 + 5.4) + 0.002_88 * 20 * 5],
    // 43.2 million runs of 2,400 bytes a region; Singapore at $0.12 a GB.
    ['toTargets', 43.2 * 2.4 * (4 * 0.09 + 0.12)],
    // 34 samples of 11 bytes a run.
    ['toReceivers', 43.2 * 34 * 0.011 * (4 * 0.09 + 0.12)],
    ['upkeep', (5 * 8_640 * 0.1 + 2_880 * 1) * 0.000_013_333_4 + (5 * 8_640 + 2_880) * 0.2e-6],
    // Nine a region, eight at the hub.
    ['alarms', (5 * 9 + 8) * 0.1],
    ['staticEgress', 0],
  ] as const)('cost what a hand computes: %s $%d', (part, usd) => {
    expect(parts[part]).toBeCloseTo(usd, 6);
  });

  it('cost at most $0.12 of compute a million runs where the slowest run takes a second', () => {
    expect(estimate.perMillionRuns).toBeLessThanOrEqual(0.12);
    expect(estimate.perMillionRuns).toBeCloseTo((parts.compute + parts.invocations) / 216, 9);
  });

  it('cost more where runs wait for their timeouts', () => {
    const { healthy, timeouts, outage } = estimate;
    // Every tick waits ten seconds instead of one.
    const waiting = 6 * 9 * 0.25 * 43_200 * 5 * 0.000_013_333_4;
    expect(outage.parts.compute - healthy.parts.compute).toBeCloseTo(waiting, 6);
    // Of ticks with 167 probes, 57 % have one among them that times out.
    const share = (timeouts.parts.compute - healthy.parts.compute) / waiting;
    expect(share).toBeCloseTo(1 - 0.995 ** (1_000 / 6), 2);
    expect(outage.parts.invocations).toBe(healthy.parts.invocations);
  });

  it('are billed by the receiver for what they send', () => {
    const bill = (url: string) =>
      estimateCost(
        deploymentOf(planWith(many(1_000, { locations: FIVE })), installationAt(FIVE, { delivery: direct(url) })),
      ).healthy.receivers;
    const samples = 216e6 * 34;
    expect(bill('https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write')).toEqual([
      {
        receiver: 'remoteWrite',
        service: 'Amazon Managed Prometheus',
        usd: expect.closeTo(180 + ((samples - 2e9) / 1e7) * 0.35 + ((samples * 2 * 5) / 1e9) * 0.03, 6) as number,
      },
    ]);
    // 170,000 series, one sample a minute each; 10,000 are in the plan.
    expect(bill('https://prometheus-prod-01.grafana.net/api/prom/push')).toEqual([
      { receiver: 'remoteWrite', service: 'Grafana Cloud (Pro)', usd: expect.closeTo(19 + 160 * 6.5, 6) as number },
    ]);
    expect(bill('https://mimir.example.com/api/v1/push')).toEqual([
      { receiver: 'remoteWrite', service: 'mimir.example.com' },
    ]);
  });
});

describe('the cost of a deployment', () => {
  it('counts ticks inside a minute as messages of a queue', () => {
    const plan = planWith([httpsProbe('a', { intervalMs: 10_000, timeoutMs: 8_000 })]);
    const { usage, healthy } = estimateCost(deploymentOf(plan, installationAt(['eu-west-1'])));
    expect(usage).toMatchObject({ invocations: 259_200, scheduled: 43_200, queued: 216_000 });
    // Two queues are polled: the shipper's and that of the ticks.
    expect(healthy.parts.queues).toBeCloseTo((2 * 0.648 + 0.216 * 2.1) * 0.4, 6);
  });

  it('of the mode journal is that of its objects, kept for 35 days', () => {
    const journal = installationAt(['us-east-1'], { delivery: { mode: 'journal' } });
    const { usage, healthy } = estimateCost(deploymentOf(planWith(many(10, { locations: ['us-east-1'] })), journal));
    expect(usage).toMatchObject({ journalPuts: 43_200, claims: 0, journalBytes: 43_200 * 2_400 });
    const kept = (43_200 * 2_400 * 35) / 30 / 1e9;
    expect(healthy.parts.storage).toBeCloseTo(0.0432 * 5 + 8_640 * 5e-6 + 2_880 * 20 * 5e-6 + kept * 0.023, 6);
    expect(healthy.parts.toReceivers).toBe(0);
  });

  it('of a journal in another region includes the way there; from a VPC what goes out is not counted', () => {
    const network = { type: 'vpc', vpc: 'vpc-0', subnets: ['subnet-0'], securityGroups: [], routeTables: [] } as const;
    const at = (hub: string) => {
      const locations = [publicLocation('us-east-1', { network })];
      const installation = installationAt([], { locations, hub: { region: hub }, delivery: { mode: 'journal' } });
      return estimateCost(deploymentOf(planWith(many(10, { locations: ['us-east-1'] })), installation)).healthy.parts;
    };
    expect(at('us-west-2').storage - at('us-east-1').storage).toBeCloseTo((43_200 * 2_400 * 0.02) / 1e9, 9);
    expect(at('us-east-1').toTargets).toBe(0);
  });

  it('of static egress is two NAT gateways and their addresses', () => {
    const location = publicLocation('us-east-1', { network: { type: 'static-egress' } });
    const installation = installationAt([], { locations: [location], delivery: { mode: 'journal' } });
    const plan = planWith([httpsProbe('a', { locations: ['us-east-1'] })]);
    const { healthy } = estimateCost(deploymentOf(plan, installation));
    expect(healthy.parts.staticEgress).toBeCloseTo(2 * 720 * (0.045 + 0.005) + (43_200 * 2_400 * 0.045) / 1e9, 6);
  });

  it('says which regions it had to assume prices for, and assumes dear ones', () => {
    const at = (region: string) =>
      estimateCost(deploymentOf(planWith(many(100, { locations: [region] })), installationAt([region])));
    expect(at('eu-west-1').assumedRegions).toEqual([]);
    expect(at('me-central-1').assumedRegions).toEqual(['me-central-1']);
    for (const known of ['us-east-1', 'sa-east-1', 'ap-northeast-2']) {
      expect(at('me-central-1').healthy.aws).toBeGreaterThan(at(known).healthy.aws);
    }
  });

  it('of nothing is nothing', () => {
    const estimate = estimateCost(
      deploymentOf(planWith([httpsProbe('a', { locations: ['local'] })]), installationAt([])),
    );
    expect(estimate.healthy.total).toBe(0);
    expect(estimate.perMillionRuns).toBe(0);
  });

  it('to a service of AWS is cheaper in its own region than in another', () => {
    const sent = (region: string) =>
      estimateCost(
        deploymentOf(
          planWith(many(100, { locations: [region] })),
          installationAt([region], { delivery: direct('https://aps-workspaces.eu-west-1.amazonaws.com/w/api') }),
        ),
      ).healthy.parts.toReceivers;
    expect(sent('eu-west-1')).toBe(0);
    expect(sent('us-east-1')).toBeCloseTo((100 * 43_200 * 34 * 11 * 0.02) / 1e9, 6);
  });
});
