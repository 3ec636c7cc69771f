import { spawnSync } from 'node:child_process';
import { type App, Stack, Validations } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Deployment } from '../../../lib/model/deployment.ts';
import { pythonPath } from '../../../tools/python.ts';
import { deploymentsOf, EXAMPLES, synthesise, type Template } from '../../support/synthesised.ts';

let deployments: readonly Deployment[] = [];
beforeAll(async () => {
  deployments = (await Promise.all(EXAMPLES.map(deploymentsOf))).flat();
});

/** Findings that nobody has acknowledged make `synth` throw. */
const withNag = (app: App) => Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

describe('cdk-nag', () => {
  test('finds nothing in any example that is not acknowledged', () => {
    for (const deployment of deployments) expect(() => synthesise(deployment, withNag)).not.toThrow();
  });

  test('is listened to: a queue without encryption is refused', () => {
    const [deployment] = deployments;
    if (!deployment) throw new Error('there are no examples');
    const withBadQueue = (app: App) => {
      withNag(app);
      new CfnQueue(new Stack(app, 'Bad'), 'Queue', { sqsManagedSseEnabled: false });
    };
    expect(() => synthesise(deployment, withBadQueue)).toThrow('AwsSolutions-SQS2');
  });
});

/** Most stacks differ in names only, and the program takes half a second for each. */
function oneOfEachSort(templates: readonly Template[]): readonly string[] {
  const sorts = templates.map(
    ({ file, Resources }) =>
      [
        Resources.map(({ Type }) => Type)
          .sort()
          .join(),
        file,
      ] as const,
  );
  return [...new Map(sorts).values()];
}

describe('cfn-lint', () => {
  test('finds no error in any sort of template', () => {
    const files = oneOfEachSort(deployments.flatMap((deployment) => [...synthesise(deployment).templates.values()]));
    expect(files.length).toBeGreaterThan(8);
    const program = 'import sys; from cfnlint.runner import main; sys.exit(main())';
    const options = ['--non-zero-exit-code', 'error', '--ignore-checks', 'W'];
    const lint = spawnSync(pythonPath(), ['-c', program, ...options, '--', ...files], { encoding: 'utf8' });
    expect(`${lint.stdout}${lint.stderr}`).toBe('');
    expect(lint.status).toBe(0);
  }, 120_000);
});

describe("the CDK's own validator", () => {
  beforeAll(() => {
    process.env.CDK_VALIDATION = 'true';
  });
  afterAll(() => {
    process.env.CDK_VALIDATION = 'false';
  });

  test('has its errors end the synthesis: a VPC whose id cannot be one is refused', () => {
    const deployment = deployments.find(({ installation }) => installation.id === 'monitoring');
    if (!deployment) throw new Error('the example is gone');
    const warehouse = deployment.locations.find(({ location }) => location.name === 'warehouse');
    if (warehouse?.location.network.type !== 'vpc') throw new Error('the warehouse is gone');
    const withVpc = (vpc: string) => {
      const network = { ...warehouse.location.network, vpc };
      return {
        ...deployment,
        locations: [{ ...warehouse, location: { ...warehouse.location, network } }],
      } as Deployment;
    };
    expect(() => synthesise(withVpc('vpc-0123'))).toThrow("'vpc-0123' does not match format");
    expect(() => synthesise(withVpc('vpc-0a1b2c3d4e5f60718'))).not.toThrow();
  }, 60_000);
});
