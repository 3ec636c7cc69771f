import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import {
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import {
  GetBucketNotificationConfigurationCommand,
  GetPublicAccessBlockCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CdkFolder, DEPLOY, makeCdkFolder } from '../support/cloud/cdk.ts';
import { cloudCalls } from '../support/cloud/cloud-calls.ts';
import { type EmulatedCloud, startCloud } from '../support/cloud/emulated-cloud.ts';
import { configText, probesText } from '../support/cloud/fixture-app.ts';
import { readSchedules } from '../support/cloud/ticker.ts';

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Record<string, unknown> }>
  >;
}

const REGIONS = ['eu-west-1', 'us-east-1'];
const ACCOUNT = '123456789012';
const JOURNAL = `fixture-${ACCOUNT}-eu-west-1`;
const STACKS = [
  'fixture-hub-state',
  'fixture-hub',
  ...REGIONS.flatMap((at) => [`fixture-state-${at}`, `fixture-at-${at}`]),
];

let cloud: EmulatedCloud;
let folder: CdkFolder;
let firstDeploy: string;

const settings = (region: string) => {
  const { url: endpoint, credentials } = cloud.emulator;
  return { endpoint, credentials, region, maxAttempts: 1 };
};
const functionsOf = (region: string) => new LambdaClient(settings(region));
const buckets = () => new S3Client({ ...settings('eu-west-1'), forcePathStyle: true });

beforeAll(async () => {
  cloud = await startCloud();
  folder = await makeCdkFolder(cloud.emulator);
  const delivery = "{ mode: 'direct', remoteWrite: { url: 'https://prometheus.example/api/v1/write' } }";
  await folder.write('probewright.config.ts', configText({ id: 'fixture', locations: REGIONS, delivery }));
  await folder.write('probes/pages.probe.yaml', probesText(40, 'https://shop.example'));
  await folder.bootstrap(REGIONS);
  firstDeploy = await folder.cdk('deploy', '--all', '--concurrency', '3', ...DEPLOY);
}, 180_000);
afterAll(async () => {
  await folder?.remove();
  await cloud?.stop();
});

/** By stack's name. */
async function templates(): Promise<Map<string, Template>> {
  const out = join(folder.path, 'cdk.out');
  const manifest = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
  const found = new Map<string, Template>();
  for (const artifact of Object.values(manifest.artifacts) as { type: string; properties: Record<string, string> }[]) {
    if (artifact.type !== 'aws:cloudformation:stack') continue;
    const { stackName = '', templateFile = '' } = artifact.properties;
    found.set(stackName, JSON.parse(await readFile(join(out, templateFile), 'utf8')));
  }
  return found;
}

async function assetBytes(): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const region of REGIONS) {
    const Bucket = `cdk-hnb659fds-assets-${ACCOUNT}-${region}`;
    const { Contents = [] } = await buckets().send(new ListObjectsV2Command({ Bucket }));
    for (const { Key = '', Size = 0 } of Contents) found.set(`${region}/${Key}`, Size);
  }
  return found;
}

describe('a deploy to the emulator: a hub and two locations', () => {
  test('makes every resource of every template, and nothing went wrong on the way', async () => {
    expect(firstDeploy.match(/✅/g)).toHaveLength(STACKS.length);
    const wanted = await templates();
    expect([...wanted.keys()].sort()).toEqual([...STACKS].sort());
    for (const [stack, { Resources }] of wanted) {
      const region = stack.endsWith('us-east-1') ? 'us-east-1' : 'eu-west-1';
      const client = new CloudFormationClient(settings(region));
      const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: stack }));
      const made = StackResources.map((one) => `${one.LogicalResourceId} ${one.ResourceType}`).sort();
      expect(made).toEqual(
        Object.entries(Resources)
          .map(([id, { Type }]) => `${id} ${Type}`)
          .sort(),
      );
    }
    expect(cloud.emulator.log()).not.toMatch(/Traceback|does not support the type|No Moto CloudFormation support/);
  });

  test('has a schedule for each shard, which asks for its tick once and never again', async () => {
    const schedules = await readSchedules(cloud.emulator, REGIONS);
    const shards = schedules.filter(({ input }) => input.includes('"shard"'));
    expect(new Set(shards.map(({ region }) => region))).toEqual(new Set(REGIONS));
    for (const { expression, input, functionArn, region } of shards) {
      expect(expression).toBe('cron(* * * * ? *)');
      expect(functionArn).toBe(`arn:aws:lambda:${region}:${ACCOUNT}:function:fixture-${region}-probes`);
      expect(JSON.parse(input)).toEqual({
        shard: expect.stringMatching(/^[\w-]+$/),
        plan: expect.stringMatching(/^[0-9a-f]{64}$/),
        tick: '<aws.scheduler.scheduled-time>',
      });
    }
    const others = schedules.filter((one) => !shards.includes(one)).map(({ name }) => name);
    expect(others.sort()).toEqual(['reconcile', 'sweep', 'sweep']);
  });

  test('has functions on Graviton and Node 24 that know their journal, tried once, with a log group that forgets', async () => {
    const name = 'fixture-us-east-1-probes';
    const client = functionsOf('us-east-1');
    expect(await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }))).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      LoggingConfig: { LogFormat: 'JSON', LogGroup: `/aws/lambda/${name}` },
      Environment: {
        Variables: expect.objectContaining({
          PROBEWRIGHT_LOCATION: 'us-east-1',
          PROBEWRIGHT_JOURNAL_BUCKET: JOURNAL,
          PROBEWRIGHT_JOURNAL_REGION: 'eu-west-1',
          PROBEWRIGHT_PLACE: 'lambda',
        }),
      },
    });
    const events = await client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: name }));
    expect(events.MaximumRetryAttempts).toBe(0);
  });

  test('has a journal that nobody outside sees, that tells the queues of results and of refusals, and that refuses to overwrite them', async () => {
    const s3 = buckets();
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket: JOURNAL }));
    expect(Object.values(PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
    const { QueueConfigurations } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: JOURNAL }));
    expect(QueueConfigurations).toMatchObject([
      { QueueArn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:fixture-shipper` },
      { QueueArn: `arn:aws:sqs:eu-west-1:${ACCOUNT}:fixture-refused` },
    ]);
    const put = new PutObjectCommand({ Bucket: JOURNAL, Key: 'journal/eu-west-1/x', Body: 'x' });
    await expect(s3.send(put)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  test('a second look finds nothing to change', async () => {
    const { status, output } = await folder.tryCdk('diff', '--method=template', '--fail');
    expect(output).toContain('Number of stacks with differences: 0');
    expect(status).toBe(0);
    const plan = await folder.probewright('plan', '--json');
    const [report] = JSON.parse(plan.output).plans;
    expect(report.deployed).toEqual({ known: true });
    expect(report.difference.empty).toBe(true);
  });

  test('an edit to one probe changes exactly what plan said, and uploads less than a megabyte', async () => {
    const text = probesText(40, 'https://shop.example').replace(
      "'https://shop.example/page-7'",
      "'https://shop.example/seven'",
    );
    await folder.write('probes/pages.probe.yaml', text);
    const [{ difference }] = JSON.parse((await folder.probewright('plan', '--json')).output).plans;
    expect(difference.probes.changed).toEqual([{ name: 'page-7', locations: REGIONS, fields: ['instance', 'target'] }]);
    expect(difference.probes).toMatchObject({ added: [], removed: [], moved: [] });
    const before = { schedules: await readSchedules(cloud.emulator, REGIONS), assets: await assetBytes() };
    await folder.cdk('deploy', '--all', '--concurrency', '3', ...DEPLOY);
    const after = await readSchedules(cloud.emulator, REGIONS);
    const changed = after.filter((one) => !before.schedules.some((old) => JSON.stringify(old) === JSON.stringify(one)));
    expect(changed.map(({ region, name }) => `${region}/${name}`).sort()).toEqual(
      [...difference.schedules.changed].sort(),
    );
    expect(after).toHaveLength(before.schedules.length);
    const uploaded = [...(await assetBytes())].filter(([key]) => !before.assets.has(key));
    const bytes = uploaded.reduce((sum, [, size]) => sum + size, 0);
    expect(uploaded.filter(([key]) => key.endsWith('.zip'))).toHaveLength(REGIONS.length);
    expect(bytes).toBeLessThan(1_000_000);
    const now = JSON.parse((await folder.probewright('plan', '--json')).output).plans[0];
    expect(now.difference.empty).toBe(true);
    expect(cloud.emulator.log()).not.toContain('Traceback');
  }, 120_000);

  test('a location with addresses that never change comes with its gateways, and touches no other', async () => {
    const before = await readSchedules(cloud.emulator, REGIONS);
    const locations = [...REGIONS, { name: 'partners', region: 'us-east-1', egress: 'static' }];
    const delivery = "{ mode: 'direct', remoteWrite: { url: 'https://prometheus.example/api/v1/write' } }";
    await folder.write('probewright.config.ts', configText({ id: 'fixture', locations, delivery }));
    const [{ difference }] = JSON.parse((await folder.probewright('plan', '--json')).output).plans;
    await folder.cdk('deploy', '--all', '--concurrency', '3', ...DEPLOY);
    const added = (await readSchedules(cloud.emulator, REGIONS)).filter(
      (one) => !before.some((old) => JSON.stringify(old) === JSON.stringify(one)),
    );
    const shards = added.filter(({ input }) => input.includes('"shard"'));
    expect(shards.map(({ name }) => `partners/${name}`).sort()).toEqual([...difference.schedules.added].sort());
    expect(added.map(({ group }) => group)).toEqual(added.map(() => 'fixture-partners'));
    const calls = cloudCalls(cloud.emulator, 'us-east-1');
    expect(await calls.query('ec2', 'DescribeNatGateways')).toContain('<state>available</state>');
    expect(cloud.emulator.log()).not.toContain('Traceback');
  }, 120_000);

  test('leaves nothing in the folder but its assembly', async () => {
    expect((await readdir(folder.path)).sort()).toEqual(['cdk.json', 'cdk.out', 'probes', 'probewright.config.ts']);
  });
});
