import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { command } from '../../../bin/commands/doctor.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { writeFiles } from '../../support/definitions.ts';
import { type Emulator, startEmulator } from '../../support/emulator.ts';
import { makeFolder } from '../../support/folder.ts';
import { startScriptedAws } from '../../support/scripted-aws.ts';

let aws: Emulator;
beforeAll(async () => {
  aws = await startEmulator();
});
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  for (const [name, value] of Object.entries(aws.env)) vi.stubEnv(name, value);
  await accountAllows(1_000);
});

/** The emulator does not know GetAccountSettings: its answer as the API reference of Lambda has it. */
async function accountAllows(ConcurrentExecutions: number, UnreservedConcurrentExecutions = ConcurrentExecutions) {
  const AccountLimit = { ConcurrentExecutions, UnreservedConcurrentExecutions, TotalCodeSize: 80_530_636_800 };
  const body = { AccountLimit, AccountUsage: { FunctionCount: 0, TotalCodeSize: 0 } };
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', await startScriptedAws({ status: 200, body }));
}
afterEach(() => vi.unstubAllEnvs());

const SSM = (region: string) => new SSMClient({ region });
const put = (region: string, Name: string, Value: string, Type: 'String' | 'SecureString' = 'String') =>
  SSM(region).send(new PutParameterCommand({ Name, Value, Type }));
const bootstrap = (region: string, version = '28', qualifier = 'hnb659fds') =>
  put(region, `/cdk-bootstrap/${qualifier}/version`, version);

const CONFIG = (more = '') => `import { defineConfig } from 'probewright';
export default defineConfig({ id: 'mine', locations: ['eu-west-1', 'us-east-1'],
  delivery: { mode: 'direct', remoteWrite: { url: 'https://prometheus.shop.dev/api/v1/write', auth: { bearer: '\${secret:prometheus/token}' } } },
  ${more} });`;
const PROBES = `probes:
  - { name: shop, kind: http, target: https://shop.dev/ }
  - { name: login, kind: http, target: https://shop.dev/, locations: [us-east-1], http: { headers: { Authorization: 'Bearer \${secret:shop/token}' } } }`;

interface Answer {
  readonly version: number;
  readonly installations: readonly {
    readonly installation: string;
    readonly checks: readonly {
      readonly region?: string;
      readonly status: string;
      readonly words: string;
      readonly remedy?: string;
    }[];
  }[];
}

async function doctor(config = CONFIG(), ...argv: string[]) {
  const folder = await makeFolder();
  await writeFiles(folder, { 'probewright.config.ts': config, 'probes/a.probe.yaml': PROBES });
  const { io, printed } = capturedIo(folder);
  const code = await command.run(['--json', ...argv], io);
  const { installations } = JSON.parse(printed.out) as Answer;
  const checks = installations.flatMap((one) => one.checks);
  const of = (status: string) =>
    checks.filter((check) => check.status === status).map(({ region = '', words }) => `${region} ${words}`.trim());
  return { code, checks, installations, of, folder, printed };
}

/** Everything as it should be. */
async function prepare() {
  for (const region of ['eu-west-1', 'us-east-1']) {
    await bootstrap(region);
    await put(region, '/mine/prometheus/token', 'hunter2', 'SecureString');
  }
  await put('us-east-1', '/mine/shop/token', 'hunter3', 'SecureString');
}

describe('doctor, asking the emulator', () => {
  test('finds nothing in the way where everything is there', async () => {
    await prepare();
    const { code, of, printed } = await doctor();
    expect([of('blocks'), of('unknown'), of('warning')]).toEqual([[], [], []]);
    expect(code).toBe(0);
    expect(of('fine')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Node 24\./),
        'aws-cdk 2.1148.1',
        'Results go to https://prometheus.shop.dev',
        expect.stringContaining('123456789012'),
        'eu-west-1 CDK bootstrap, version 28',
        'us-east-1 Secret /mine/shop/token',
        'us-east-1 nothing is deployed yet',
      ]),
    );
    expect(printed.out).not.toContain('hunter');
  });

  test('names each secret that is missing, in the regions that read it, with what to type', async () => {
    await prepare();
    await aws.reset();
    for (const region of ['eu-west-1', 'us-east-1']) await bootstrap(region);
    await put('us-east-1', '/mine/shop/token', 'hunter3');
    const { code, of, checks, printed } = await doctor();
    expect(code).toBe(1);
    expect(of('blocks')).toEqual([
      'eu-west-1 There is no SSM parameter /mine/prometheus/token.',
      'us-east-1 There is no SSM parameter /mine/prometheus/token.',
    ]);
    expect(of('warning')).toEqual([
      expect.stringContaining('us-east-1 The SSM parameter /mine/shop/token is a String'),
    ]);
    expect(checks.find(({ status }) => status === 'blocks')?.remedy).toBe(
      'printf %s "$SECRET" | aws ssm put-parameter --region eu-west-1 --type SecureString --name /mine/prometheus/token --value file:///dev/stdin',
    );
    expect(printed.out).not.toContain('hunter');
  });

  test('looks at the bootstrap of every region: none, one that is too old, one with another qualifier', async () => {
    await prepare();
    await aws.reset();
    await bootstrap('us-east-1', '5');
    const first = await doctor();
    expect(first.of('blocks')).toEqual(
      expect.arrayContaining([
        'eu-west-1 The region is not bootstrapped for the CDK.',
        'us-east-1 The CDK bootstrap is version 5; 6 is needed.',
      ]),
    );
    for (const region of ['eu-west-1', 'us-east-1']) await bootstrap(region, '30', 'shop');
    const second = await doctor(CONFIG("bootstrapQualifier: 'shop',"));
    expect(second.of('fine')).toContain('eu-west-1 CDK bootstrap, version 30');
  });

  test('sees a bucket that an earlier installation has kept, at which a deploy would stop', async () => {
    await prepare();
    await aws.createBucket('mine-123456789012-eu-west-1');
    const { code, of, checks } = await doctor();
    expect(code).toBe(1);
    expect(of('blocks')).toEqual([
      'eu-west-1 The bucket mine-123456789012-eu-west-1 is there, and its stack mine-hub-state is not: an earlier installation has kept it.',
    ]);
    expect(checks.find(({ status }) => status === 'blocks')?.remedy).toContain('--import-existing-resources');
  });

  test('counts the stacks that are there, and lets their buckets be', async () => {
    await prepare();
    const TemplateBody = JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } });
    await new CloudFormationClient({ region: 'eu-west-1' }).send(
      new CreateStackCommand({ StackName: 'mine-hub-state', TemplateBody }),
    );
    await aws.createBucket('mine-123456789012-eu-west-1');
    const { code, of } = await doctor();
    expect(code).toBe(0);
    expect(of('fine')).toContain('eu-west-1 1 stack there already');
  });

  test('does not look into an account that the credentials are not of, and says so', async () => {
    await prepare();
    const { code, of } = await doctor(CONFIG("account: '210987654321',"));
    expect(code).toBe(0);
    expect(of('warning')).toEqual([
      'eu-west-1 Belongs to the account 210987654321, and the credentials to 123456789012: not looked at.',
      'us-east-1 Belongs to the account 210987654321, and the credentials to 123456789012: not looked at.',
    ]);
  });

  test('compares what the account may run at once with what the plan needs, and with what it sets apart', async () => {
    await prepare();
    await accountAllows(3);
    expect((await doctor()).of('blocks')).toEqual(
      ['eu-west-1', 'us-east-1'].map((region) =>
        expect.stringMatching(`^${region} 3 functions may run at once; \\d+ would`),
      ),
    );
    await accountAllows(1_000, 500);
    const config = CONFIG().replace(
      "'us-east-1'],",
      "{ name: 'us-east-1', region: 'us-east-1', reservedConcurrency: 450 }],",
    );
    expect((await doctor(config)).of('blocks')).toEqual([
      'us-east-1 reservedConcurrency asks for 450 of 500 functions at once; AWS keeps 100 for others.',
    ]);
  });

  test('says that results would go nowhere: to an example, to this machine, into a backend that is not there', async () => {
    await prepare();
    const at = (url: string) => CONFIG().replace('prometheus.shop.dev', url);
    expect((await doctor(at('prometheus.example.com'))).of('blocks')).toEqual([
      "Results would go to prometheus.example.com, which is nobody's.",
    ]);
    expect((await doctor(CONFIG().replace(/delivery:[\s\S]*\},$/m, ''))).of('blocks')).toEqual([
      expect.stringContaining('which the hub does not have yet'),
    ]);
  });

  test('examines each environment, or the one that is named', async () => {
    await prepare();
    const environments = CONFIG("environments: { dev: { locations: ['eu-west-1'] }, prod: {} },");
    expect((await doctor(environments)).installations.map(({ installation }) => installation)).toEqual([
      'mine-dev',
      'mine-prod',
    ]);
    const one = await doctor(environments, '--environment', 'dev');
    expect(one.installations.map(({ installation }) => installation)).toEqual(['mine-dev']);
    await expect(doctor(environments, '--environment', 'porduction')).rejects.toThrow(/There are dev, prod/);
  });
});

describe('doctor, when AWS refuses', () => {
  test('there are no credentials: says so, and asks nothing more', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', '');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere');
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere');
    const { code, of } = await doctor();
    expect([code, of('blocks'), of('unknown')]).toEqual([1, ['There are no AWS credentials.'], []]);
  });

  test('the credentials are over', async () => {
    const body =
      '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>';
    vi.stubEnv(
      'AWS_ENDPOINT_URL_STS',
      await startScriptedAws({ status: 403, headers: { 'content-type': 'text/xml' }, body }),
    );
    const { code, of } = await doctor();
    expect([code, of('blocks')]).toEqual([1, [expect.stringContaining('AWS refuses the credentials')]]);
  });

  test('a region is not enabled: nothing else is asked there', async () => {
    await prepare();
    const body = {
      __type: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    };
    vi.stubEnv('AWS_ENDPOINT_URL_SSM', await startScriptedAws({ status: 400, body }));
    const { code, of, checks } = await doctor();
    expect(code).toBe(1);
    expect(of('blocks')).toEqual([
      'eu-west-1 The region is not enabled for the account.',
      'us-east-1 The region is not enabled for the account.',
    ]);
    expect(checks.filter(({ region }) => region !== undefined)).toHaveLength(2);
  });

  test('what may not be asked is not known: neither fine nor in the way, and exit 3', async () => {
    await prepare();
    const body = { Type: 'User', message: 'User: u is not authorized to perform: lambda:GetAccountSettings' };
    const headers = { 'x-amzn-errortype': 'AccessDeniedException' };
    vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', await startScriptedAws({ status: 403, headers, body }));
    const { code, of } = await doctor();
    expect([code, of('blocks')]).toEqual([3, []]);
    expect(of('unknown')[0]).toBe(
      'eu-west-1 How many functions may run at once: these credentials may not ask (lambda:GetAccountSettings).',
    );
  });
});

test('doctor reads to people like this', async () => {
  await bootstrap('us-east-1');
  const folder = await makeFolder();
  await writeFiles(folder, {
    'probewright.config.ts': CONFIG().replace("'eu-west-1', ", ''),
    'probes/a.probe.yaml': PROBES.split('\n').slice(0, 2).join('\n'),
  });
  const { io, printed } = capturedIo(folder);
  expect(await command.run([], io)).toBe(1);
  expect(printed.out).toMatch(/^mine\n\n {2}✓ Node 24/);
  expect(printed.out).toContain(`us-east-1
  ✓ CDK bootstrap, version 28
  ✓ nothing is deployed yet
  ✗ There is no SSM parameter /mine/prometheus/token.
    printf %s "$SECRET" | aws ssm put-parameter --region us-east-1 --type SecureString --name /mine/prometheus/token --value file:///dev/stdin
`);
  expect(printed.out).toMatch(/\n\n1 thing in the way of a deploy\.\n$/);
});
