import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { command } from '../../../bin/commands/smoke.ts';
import { readDeployments } from '../../../bin/deployments.ts';
import { examineDeployed } from '../../../bin/doctor/examine-deployed.ts';
import type { Deployment, LocationDeployment } from '../../../lib/model/deployment.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { LAUNCHER } from '../../support/cloud/launcher-path.ts';
import { writeFiles } from '../../support/definitions.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { makeFolder } from '../../support/folder.ts';

const CONFIG = `import { defineConfig } from 'probewright';
export default defineConfig({ id: 'mine', locations: ['us-east-1'],
  delivery: { mode: 'direct', remoteWrite: { url: 'https://prometheus.shop.dev/api/v1/write' } } });`;
const PROBES = `probes:
  - { name: shop, kind: http, target: https://shop.dev/, interval: 1m }
  - { name: rare, kind: http, target: https://shop.dev/, interval: 1h }`;
const JOURNAL = 'mine-123456789012-us-east-1';
const SPILL = 'mine-spill-123456789012-us-east-1';
const MINUTE = 60_000;

let aws: Emulator;
let folder: string;
let deployment: Deployment;
beforeAll(async () => {
  aws = await startEmulator({ launcher: LAUNCHER });
});
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
  for (const bucket of [JOURNAL, SPILL]) await aws.createBucket(bucket);
  folder = await makeFolder();
  await writeFiles(folder, { 'probewright.config.ts': CONFIG, 'probes/a.probe.yaml': PROBES });
  const [read] = (await readDeployments({}, capturedIo(folder).io)) ?? [];
  if (!read) throw new Error('there is no deployment');
  deployment = read;
});
afterEach(() => vi.unstubAllEnvs());

/** The location's stack with these schedules only. */
async function deploy(...names: readonly string[]) {
  const schedule = (Name: string) => ({
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ScheduleExpression: 'cron(* * * * ? *)',
      Target: {
        Arn: 'arn:aws:lambda:us-east-1:123456789012:function:f',
        RoleArn: 'arn:aws:iam::123456789012:role/r',
        Input: '{}',
      },
    },
  });
  const Resources = Object.fromEntries(names.map((name, at) => [`Schedule${at}`, schedule(name)]));
  await new CloudFormationClient({ region: 'us-east-1' }).send(
    new CreateStackCommand({ StackName: 'mine-at-us-east-1', TemplateBody: JSON.stringify({ Resources }) }),
  );
}
const put = (bucket: string, key: string) =>
  new S3Client({ region: 'us-east-1' }).send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'x' }));
/** Half past two of tomorrow: the hourly tick and those of minutes are due, and long after the deploy. */
const LATER = (Math.floor(Date.now() / 86_400_000) + 1) * 86_400_000 + 150 * MINUTE;
const examine = async (nowMs: number, of: Deployment = deployment) =>
  (await examineDeployed(of, nowMs)).map(({ status, words }) => `${status} ${words}`).slice(1);

function withInterval(at: LocationDeployment, name: string, intervalMs: number): LocationDeployment {
  const functions = at.functions.map((one) => ({
    ...one,
    shards: one.shards.map((shard) =>
      shard.plan.shard === name ? { ...shard, plan: { ...shard.plan, intervalMs } } : shard,
    ),
  }));
  return { ...at, functions };
}

const day = new Date(LATER).toISOString().slice(0, 10).replaceAll('-', '/');
const CLAIMS = [`claims/us-east-1/${day}/02/27/00.000Z_1m-00`, `claims/us-east-1/${day}/02/00/00.000Z_1h-00`];

describe('smoke, asking the emulator', () => {
  test('is content where every schedule is there and every shard has claimed its last tick', async () => {
    await deploy('1m-00', '1h-00', 'sweep');
    for (const key of CLAIMS) await put(SPILL, key);
    expect(await examine(LATER)).toEqual([
      'fine Nothing was refused, and nothing had to wait, within the last hour',
      'fine us-east-1: all 2 shards ran at their last tick',
      'fine us-east-1: nothing waits in the spill bucket',
    ]);
  });

  test('names the shard that left no trace of its tick, and the schedule that is not there', async () => {
    await deploy('1m-00');
    await put(JOURNAL, CLAIMS[0]?.replace('claims/', 'journal/') ?? '');
    expect(await examine(LATER)).toEqual(
      expect.arrayContaining([
        'blocks us-east-1: the schedule 1h-00 is not there.',
        `blocks us-east-1: the shard 1h-00 has left no trace of its tick ${day.replaceAll('/', '-')}T02:00:00Z.`,
      ]),
    );
  });

  test('warns of shards that have had no tick yet, beside others that ran', async () => {
    await deploy('1m-00', '1h-00');
    await put(SPILL, CLAIMS[0] ?? '');
    // So rare that no tick is over, whenever this runs.
    const rare = { ...deployment, locations: deployment.locations.map((at) => withInterval(at, '1h-00', 1e13)) };
    expect(await examine(LATER, rare)).toContain(
      'warning us-east-1: 1 of 2 shards ran; no tick of the others is over since the deploy.',
    );
  });

  test('waits for ticks after the deploy, of which nothing is known right after it', async () => {
    await deploy('1m-00', '1h-00');
    expect(await examine(Date.now())).toContain('unknown us-east-1: no tick of 2 shards is over since the deploy.');
  });

  test('says what receivers refused for good, what they did not take at once, and what nobody swept', async () => {
    await deploy('1m-00', '1h-00');
    const now = new Date();
    const hour = now.toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');
    await put(JOURNAL, 'rejected/remote-write/x.json');
    await put(JOURNAL, `journal/us-east-1/${hour}/01/00.000Z_1m-00`);
    await put(SPILL, `journal/us-east-1/${hour}/02/00.000Z_1m-00`);
    expect(await examine(now.getTime())).toEqual(
      expect.arrayContaining([
        'blocks Receivers refused what is in 1 object of the last hour for good.',
        'warning 1 tick of the last hour could not be delivered at once and went to the journal; the shipper sends them.',
        'fine us-east-1: nothing waits in the spill bucket',
      ]),
    );
    expect(await examine(now.getTime() + 45 * MINUTE)).toContainEqual(
      expect.stringMatching(/^blocks us-east-1: 1 object in mine-spill-.* for more than half an hour/),
    );
  });

  test('as a command: nothing is deployed, which is said with what to type, and exit 1', async () => {
    const { io, printed } = capturedIo(folder);
    expect(await command.run([], io)).toBe(1);
    expect(printed.out).toContain("✗ The stack mine-at-us-east-1 is not there.\n    npx cdk deploy '**'\n");
    expect(printed.out).toMatch(/\n1 thing not as deployed\.\n$/);
  });

  test('as a command: a bucket that may not be read is not known to be well, and exit 3', async () => {
    await aws.reset();
    await deploy('1m-00', '1h-00');
    const { io } = capturedIo(folder);
    expect(await command.run(['--json'], io)).toBe(3);
  });

  test('refuses a duration that is none', async () => {
    await expect(command.run(['--within', 'soon'], capturedIo(folder).io)).rejects.toThrow(/such as 10m, not 'soon'/);
  });
});
