import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { App, Stack } from 'aws-cdk-lib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { findDeployed } from '../../../bin/deployed/find-deployed.ts';
import { readDeployed } from '../../../bin/deployed/read-deployed.ts';
import { ProbeLocation } from '../../../lib/cloud/probe-location.ts';
import type { Deployment } from '../../../lib/model/deployment.ts';
import { deploymentOf } from '../../../lib/plan/deployment.ts';
import { difference } from '../../../lib/plan/difference.ts';
import { pythonPath } from '../../../tools/python.ts';
import { LAUNCHER } from '../../support/cloud/launcher-path.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { makeFolder } from '../../support/folder.ts';
import { httpsProbe, installationAt, planWith } from '../../support/plan-fixtures.ts';

let aws: Emulator;
beforeAll(async () => {
  aws = await startEmulator({ launcher: LAUNCHER });
}, 90_000);
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  // The validator takes seconds; what the templates are like is looked at elsewhere.
  vi.stubEnv('CDK_VALIDATION', 'false');
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

/** Puts the templates and assets of real location stacks where a deploy puts them. */
async function pretendDeployed({ installation, locations }: Deployment): Promise<void> {
  const folder = await makeFolder();
  const s3 = new S3Client({ forcePathStyle: true });
  for (const deployment of locations) {
    const { name, region } = deployment.location;
    const app = new App({ outdir: join(folder, name), analyticsReporting: false });
    const stack = new Stack(app, `${installation.id}-at-${name}`, { env: { region } });
    new ProbeLocation(stack, 'Location', { installation, deployment });
    const { template, stackName } = app.synth().getStackArtifact(stack.artifactId);
    const bucket = `cdk-hnb659fds-assets-${aws.account}-${region}`;
    await aws.createBucket(bucket);
    for (const hash of new Set(JSON.stringify(template).match(/[0-9a-f]{64}(?=\.zip)/g))) {
      const asset = join(folder, name, `asset.${hash}`);
      const zip = join(folder, `${hash}.zip`);
      execFileSync(pythonPath(), ['-m', 'zipfile', '-c', zip, ...readdirSync(asset)], { cwd: asset });
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${hash}.zip`, Body: readFileSync(zip) }));
    }
    const version = { Name: '/cdk-bootstrap/hnb659fds/version', Value: '28', Type: 'String' } as const;
    await new SSMClient({ region }).send(new PutParameterCommand(version));
    await new CloudFormationClient({ region }).send(
      new CreateStackCommand({
        StackName: stackName,
        TemplateBody: JSON.stringify(template),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    );
  }
}

const installation = installationAt(['eu-west-1', 'us-east-1']);
const probes = [
  httpsProbe('front', { locations: ['eu-west-1', 'us-east-1'] }),
  httpsProbe('cart', { locations: ['us-east-1'], intervalMs: 300_000 }),
  httpsProbe('slow', { locations: ['eu-west-1'], timeoutMs: 20_000 }),
  httpsProbe('often', { locations: ['eu-west-1'], intervalMs: 10_000, timeoutMs: 5_000 }),
];

describe('what is deployed', () => {
  it('is read back from stacks and assets as it was planned', async () => {
    const deployment = deploymentOf(planWith(probes), installation);
    await pretendDeployed(deployment);
    const state = await readDeployed(deployment);
    expect(state?.installation.delivery).toEqual(installation.delivery);
    expect(difference(state, deployment)).toMatchObject({ empty: true });
    const [front, ...others] = probes;
    if (!front) throw new Error('there is a first probe');
    const edited = planWith([{ ...front, target: 'https://new.example/' }, ...others]);
    expect(difference(state, deploymentOf(edited, installation))).toMatchObject({
      probes: {
        changed: [{ name: 'front', locations: ['eu-west-1', 'us-east-1'], fields: ['target'] }],
        added: [],
        removed: [],
        moved: [],
      },
      schedules: { added: [], changed: ['eu-west-1/1m-00', 'us-east-1/1m-00'], removed: [] },
      functions: { added: [], changed: [], removed: [] },
    });
  }, 120_000);

  it('is known to be nothing where there is no stack', async () => {
    expect(await findDeployed(deploymentOf(planWith(probes), installation))).toEqual({ known: true, state: undefined });
  });

  it('is not known where AWS gives no answer, which is said', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    const found = await findDeployed(deploymentOf(planWith(probes), installation));
    expect(found).toMatchObject({
      known: false,
      why: expect.stringMatching(/^AWS could not be asked \(.+\)$/) as string,
    });
  });
});
