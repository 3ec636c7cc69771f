import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { command } from '../../../bin/commands/destroy.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { writeFiles } from '../../support/definitions.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { makeFolder } from '../../support/folder.ts';

let aws: Emulator;
beforeAll(async () => {
  aws = await startEmulator();
});
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

async function folderWith(more: string) {
  const folder = await makeFolder();
  await writeFiles(folder, {
    'probewright.config.ts': `import { defineConfig } from 'probewright';
export default defineConfig({ id: 'mine', locations: ['eu-west-1'], ${more}
  delivery: { mode: 'direct', remoteWrite: { url: 'https://prometheus.shop.dev/api/v1/write' } } });`,
    'probes/a.probe.yaml': 'probes: [{ name: shop, kind: http, target: "https://shop.dev/" }]',
  });
  return capturedIo(folder);
}

describe('destroy --list', () => {
  test('says what is kept, how much it holds, what that costs, and how to remove it', async () => {
    await aws.createBucket('mine-123456789012-eu-west-1');
    const s3 = new S3Client({ region: 'eu-west-1' });
    const Body = Buffer.alloc(2_000_000);
    await s3.send(new PutObjectCommand({ Bucket: 'mine-123456789012-eu-west-1', Key: 'journal/x', Body }));
    const { io, printed } = await folderWith('');
    expect(await command.run(['--list'], io)).toBe(0);
    expect(printed.out).toContain(
      '  mine-123456789012-eu-west-1 (mine-hub-state, eu-west-1): 1 object, 2 MB, < $0.01 a month\n  mine-spill-123456789012-eu-west-1 (mine-state-eu-west-1, eu-west-1): not there\n',
    );
    expect(printed.out).toContain('within 35 days');
    expect(printed.out).toContain('--no-enable-termination-protection --region eu-west-1 --stack-name mine-hub-state');
    expect(printed.out).toContain("npx cdk destroy 'HubState' 'State-*'");
    expect(printed.out).toContain('aws s3 rb s3://mine-123456789012-eu-west-1');
  });

  test('prices what is kept by its bytes', async () => {
    await aws.createBucket('mine-123456789012-eu-west-1');
    const s3 = new S3Client({ region: 'eu-west-1' });
    for (const Key of ['a', 'b']) {
      await s3.send(
        new PutObjectCommand({ Bucket: 'mine-123456789012-eu-west-1', Key, Body: Buffer.alloc(1_048_576) }),
      );
    }
    const { io, printed } = await folderWith('');
    expect(await command.run(['--list', '--json'], io)).toBe(0);
    const { installations } = JSON.parse(printed.out);
    // 2 of 1,024 MiB, at $0.023 a GiB and month.
    expect(installations[0].kept[0].holds).toEqual({
      objects: 2,
      bytes: 2_097_152,
      isCut: false,
      usdAMonth: (2 / 1024) * 0.023,
    });
  });

  test('of what may be removed asks for no protection to be lifted', async () => {
    const { io, printed } = await folderWith('environments: { dev: { removable: true } },');
    expect(await command.run(['--list'], io)).toBe(0);
    expect(printed.out).not.toContain('termination-protection');
    expect(printed.out).toContain("npx cdk destroy 'dev/HubState' 'dev/State-*'");
  });
});

test('destroy touches nothing where AWS cannot be asked what there is', async () => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, '');
  for (const name of ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE']) vi.stubEnv(name, '/nowhere');
  const { io, printed } = await folderWith('');
  expect(await command.run([], io)).toBe(3);
  expect(printed).toMatchObject({
    out: '',
    err: expect.stringContaining('There are no AWS credentials. aws configure'),
  });
});
