import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { deploymentOfMany } from '../../support/many-probes.ts';
import { resolveIntrinsics } from '../../support/resolve-intrinsics.ts';
import { resourcesOf, type Synthesised, synthesise } from '../../support/synthesised.ts';

/** Of interest: everything, at once, in one place. */
const PROBES = 10_000;
const INTERVALS = [10_000, 60_000, 300_000, 3_600_000];

let made: Synthesised;
beforeAll(async () => {
  const deployment = await deploymentOfMany(PROBES, (probe, index) => {
    const intervalMs = INTERVALS[index % INTERVALS.length] ?? 60_000;
    return { ...probe, intervalMs, timeoutMs: index % 50 === 0 && intervalMs > 60_000 ? 60_000 : 5_000 };
  });
  made = synthesise(deployment);
});

const pseudo = { partition: 'aws-us-gov', region: 'ap-southeast-1', account: '123456789012' };
const texts = (type: string) =>
  resourcesOf(made, type).map(({ Properties }) => resolveIntrinsics(Properties, pseudo)) as Record<string, unknown>[];
const longest = (values: readonly unknown[]) => Math.max(...values.map((value) => String(value).length));
/** AWS counts a policy without spaces. */
const longestJson = (values: readonly unknown[]) => Math.max(...values.map((value) => JSON.stringify(value).length));

describe(`${PROBES} probes in one location`, () => {
  test('are synthesised within a minute', () => {
    expect(made.seconds).toBeLessThan(60);
    const shards = made.deployment.locations.flatMap(({ functions }) => functions.flatMap((one) => one.shards));
    expect(shards.reduce((sum, { plan }) => sum + plan.plan.plan.probes.length, 0)).toBe(PROBES);
  });

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
  test('stay within the limits of CloudFormation', () => {
    for (const [name, { text, Resources, Outputs }] of made.templates) {
      expect(Resources.length, name).toBeLessThanOrEqual(500);
      expect(Buffer.byteLength(text), name).toBeLessThanOrEqual(1_000_000);
      expect(Object.keys(Outputs).length, name).toBeLessThanOrEqual(200);
      expect(longest(Resources.map(({ id }) => id)), name).toBeLessThanOrEqual(255);
    }
  });

  // https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
  test('stay within the limits of the Scheduler', () => {
    const schedules = texts('AWS::Scheduler::Schedule') as { Name: string; Target: { Input: string } }[];
    expect(schedules.length).toBeGreaterThanOrEqual(50);
    expect(new Set(schedules.map(({ Name }) => Name)).size).toBe(schedules.length);
    for (const { Name, Target } of schedules) {
      expect(Name).toMatch(/^[0-9a-zA-Z-_.]{1,64}$/);
      expect(Target.Input.length).toBeLessThanOrEqual(256 * 1_024);
    }
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  test('stay within the limits of Lambda', () => {
    for (const one of texts('AWS::Lambda::Function')) {
      const { FunctionName, Description, Timeout, MemorySize, Environment } = one;
      expect(FunctionName).toMatch(/^[\w-]{1,64}$/);
      expect(String(Description).length).toBeLessThanOrEqual(256);
      expect(Timeout).toBeLessThanOrEqual(900);
      expect(MemorySize).toBeLessThanOrEqual(10_240);
      expect(JSON.stringify(Environment).length).toBeLessThanOrEqual(4_096);
    }
    const assets = readdirSync(made.folder).filter((name) => name.startsWith('asset.'));
    expect(assets.length).toBeGreaterThanOrEqual(3);
    for (const asset of assets) expect(bytesIn(join(made.folder, asset)), asset).toBeLessThan(250 * 1_024 * 1_024);
  });

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
  test('stay within the limits of IAM and S3', () => {
    expect(longestJson(texts('AWS::IAM::Role').map(({ Policies }) => Policies))).toBeLessThanOrEqual(10_240);
    expect(longest(texts('AWS::IAM::Role').map(({ RoleName }) => RoleName))).toBeLessThanOrEqual(64);
    expect(longestJson(texts('AWS::S3::BucketPolicy').map(({ PolicyDocument }) => PolicyDocument))).toBeLessThanOrEqual(
      20 * 1_024,
    );
    for (const { BucketName } of texts('AWS::S3::Bucket'))
      expect(BucketName).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
    expect(longest(texts('AWS::CloudWatch::Alarm').map(({ AlarmName }) => AlarmName))).toBeLessThanOrEqual(255);
    expect(
      longest(texts('AWS::CloudWatch::Alarm').map(({ AlarmDescription }) => AlarmDescription)),
    ).toBeLessThanOrEqual(1_024);
  });
});

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
