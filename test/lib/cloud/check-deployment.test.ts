import { beforeAll, expect, test } from 'vitest';
import { checkDeployment, SCHEDULES_PER_LOCATION } from '../../../lib/cloud/check-deployment.ts';
import { DeploymentError } from '../../../lib/cloud/deployment-error.ts';
import type { Deployment } from '../../../lib/model/deployment.ts';
import type { Installation } from '../../../lib/model/installation.ts';
import { deploymentOfMany } from '../../support/many-probes.ts';
import { resolveIntrinsics } from '../../support/resolve-intrinsics.ts';
import { deploymentsOf, resourcesOf, synthesise } from '../../support/synthesised.ts';

let example: Deployment;
beforeAll(async () => {
  const [only] = await deploymentsOf('one-region');
  if (!only) throw new Error('the example is gone');
  example = only;
});

function problemsOf(
  change: (installation: Installation) => Partial<Installation>,
  more?: (one: Deployment) => Partial<Deployment>,
) {
  const deployment = { ...example, installation: { ...example.installation, ...change(example.installation) } };
  try {
    checkDeployment({ ...deployment, ...more?.(deployment) });
    return [];
  } catch (thrown) {
    if (thrown instanceof DeploymentError) return thrown.problems;
    throw thrown;
  }
}

test('an installation that can be deployed passes', () => {
  expect(problemsOf(() => ({}))).toEqual([]);
});

test('journal mode without a backend is refused, with what to write', () => {
  const [problem] = problemsOf(() => ({ delivery: { mode: 'journal' } }));
  expect(problem).toContain("delivery: { mode: 'direct', remoteWrite: { url: … } }");
});

test('what costs more than the budget is refused', () => {
  const [problem] = problemsOf(() => ({ budget: 0.01 }));
  expect(problem).toMatch(/^shop-probes: a month would cost .* more than the budget of \$0\.01/);
});

test('accounts of which only some are named are refused, with those that are missing', () => {
  const [problem] = problemsOf(({ locations }) => ({
    locations: locations.map((one) => ({ ...one, account: '444455556666' })),
  }));
  expect(problem).toMatch(/^shop-probes: hub has no account/);
});

test('regions of two partitions are refused', () => {
  const [problem] = problemsOf(() => ({ hub: { region: 'us-gov-west-1' } }));
  expect(problem).toContain('eu-west-1 (eu-west-1) is in the partition aws, the hub (us-gov-west-1) in aws-us-gov');
});

test('a topic that no alarm could tell is refused', () => {
  const [problem] = problemsOf(() => ({
    alarms: { topics: ['arn:aws:sns:us-east-1:111122223333:oncall'], emails: [] },
  }));
  expect(problem).toContain('Name a topic in one of eu-west-1.');
});

test('more schedules than a stack has room for are refused; every problem is told at once', () => {
  const problems = problemsOf(
    () => ({ delivery: { mode: 'journal' }, budget: 1_000_000 }),
    ({ locations }) => ({
      locations: locations.map((location) => ({
        ...location,
        functions: location.functions.map((one) => ({
          ...one,
          shards: Array.from({ length: SCHEDULES_PER_LOCATION + 1 }, () => one.shards[0]).filter(
            (shard) => shard !== undefined,
          ),
        })),
      })),
    }),
  );
  expect(problems).toHaveLength(2);
  expect(problems[1]).toContain(`would have ${SCHEDULES_PER_LOCATION + 1} schedules`);
});

test('a tag by which the buckets know locations is refused', () => {
  const [problem] = problemsOf(() => ({ tags: { 'probewright-location': 'eu-west-1' } }));
  expect(problem).toContain('Name yours otherwise');
});

test('more secrets than a role has room for are refused, and what is not refused fits', async () => {
  const withSecrets = (count: number) =>
    deploymentOfMany(count, (probe, index) => ({
      ...probe,
      target: `https://\${secret:team/service-${index}}.example/`,
    }));
  const few = await withSecrets(75);
  expect(() => checkDeployment(few)).not.toThrow();
  const policies = resourcesOf(synthesise(few), 'AWS::IAM::Role').map(({ Properties }) =>
    JSON.stringify(
      resolveIntrinsics(Properties.Policies, { partition: 'aws-us-gov', region: 'eu-west-1', account: '1'.repeat(12) }),
    ),
  );
  expect(Math.max(...policies.map(({ length }) => length))).toBeLessThan(10_240);
  const many = await withSecrets(150);
  expect(() => checkDeployment(many)).toThrow(/would have to read 150 secrets, .* room for about 8\d\./);
});
