import { beforeAll, describe, expect, test } from 'vitest';
import { type Examples, openExamples } from '../../support/examples.ts';
import { resourcesOf, type Synthesised } from '../../support/synthesised.ts';

let examples: Examples;
beforeAll(async () => {
  examples = await openExamples();
});

const types = (one: Synthesised) => new Set(resourcesOf(one).map(({ Type }) => Type));
describe('the stacks', () => {
  test('direct delivery without a location in a VPC has no VPC', () => {
    const ec2 = (one: Synthesised) => [...types(one)].filter((type) => type.startsWith('AWS::EC2::'));
    for (const id of ['shop-probes', 'checkout-prod', 'checkout-dev', 'agency-probes'])
      expect(ec2(examples.named(id)), id).toEqual([]);
    expect(ec2(examples.named('monitoring'))).toContain('AWS::EC2::NatGateway');
    for (const { stack, Properties } of resourcesOf(examples.named('monitoring'), 'AWS::Lambda::Function')) {
      if (/shipper|sweeper/.test(String(Properties.FunctionName))) expect(Properties.VpcConfig, stack).toBeUndefined();
    }
  });

  test('no stack exports or imports anything, and none has a custom resource', () => {
    for (const one of examples.each) {
      for (const [name, { text, Outputs }] of one.templates) {
        expect(text, name).not.toMatch(/Fn::ImportValue|Custom::|AWS::CloudFormation::CustomResource/);
        expect(JSON.stringify(Outputs), name).not.toContain('"Export"');
      }
    }
  });

  test('alarms are as many as the cost counts: eight at the hub, five a location, four a function', () => {
    for (const one of examples.each) {
      const { locations } = one.deployment;
      const functions = locations.reduce((sum, { functions }) => sum + functions.length, 0);
      expect(resourcesOf(one, 'AWS::CloudWatch::Alarm')).toHaveLength(8 + 5 * locations.length + 4 * functions);
    }
  });

  test('results that wait are told before SQS counts them no more: a message that was received three times', () => {
    for (const one of examples.each) {
      const late = resourcesOf(one, 'AWS::CloudWatch::Alarm').find(
        ({ Properties }) => Properties.MetricName === 'ApproximateAgeOfOldestMessage',
      );
      const queue = resourcesOf(one, 'AWS::SQS::Queue').find(
        ({ Properties }) => Properties.QueueName === late?.Properties.AlarmName?.toString().replace(/-Late$/, ''),
      );
      const visibility = Number(queue?.Properties.VisibilityTimeout);
      // Received at once, then after each time of invisibility; the metric is sampled each minute.
      expect(Number(late?.Properties.Threshold) + 120).toBeLessThanOrEqual(2 * visibility);
      expect(Number(late?.Properties.Threshold)).toBeGreaterThan(visibility);
    }
  });

  test('what a receiver refuses for good is told: the bucket names each such object to a queue that an alarm looks at', () => {
    for (const one of examples.each) {
      const { id } = one.deployment.installation;
      const journal = resourcesOf(one, 'AWS::S3::Bucket').find(
        ({ Properties }) => Properties.NotificationConfiguration !== undefined,
      );
      const { QueueConfigurations } = (journal?.Properties.NotificationConfiguration ?? {
        QueueConfigurations: [],
      }) as {
        QueueConfigurations: { Queue: { 'Fn::GetAtt': [string] }; Filter: { S3Key: { Rules: { Value: string }[] } } }[];
      };
      const told = QueueConfigurations.map(({ Queue, Filter }) => [
        Filter.S3Key.Rules[0]?.Value,
        resourcesOf(one, 'AWS::SQS::Queue').find(
          (queue) => queue.stack === journal?.stack && queue.id === Queue['Fn::GetAtt'][0],
        )?.Properties.QueueName,
      ]);
      expect(told).toEqual([
        ['journal/', `${id}-shipper`],
        ['rejected/', `${id}-refused`],
      ]);
      const alarms = resourcesOf(one, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
      expect(alarms.find(({ AlarmName }) => AlarmName === `${id}-refused-NotEmpty`)?.AlarmActions).not.toEqual([]);
    }
  });

  test('every resource that can have tags has them', () => {
    const tagged = resourcesOf(examples.named('monitoring')).filter(({ Properties }) => Properties.Tags !== undefined);
    expect(tagged.length).toBeGreaterThan(50);
    for (const { Properties, stack, id } of tagged) {
      if (!Array.isArray(Properties.Tags)) continue;
      const keys = (Properties.Tags as { Key: string }[]).map(({ Key }) => Key);
      expect(keys, `${stack}/${id}`).toEqual(
        expect.arrayContaining(['data-class', 'owner', 'probewright-installation']),
      );
    }
  });

  test('roles follow the rules of the account', () => {
    for (const { Properties } of resourcesOf(examples.named('monitoring'), 'AWS::IAM::Role')) {
      expect(Properties.Path).toBe('/monitoring/');
      expect(Properties.RoleName).toMatch(/^wl-monitoring-.{1,50}$/);
      expect(JSON.stringify(Properties.PermissionsBoundary)).toContain(':policy/workload-boundary');
    }
  });

  test('no ARN has a partition written out', () => {
    for (const id of ['agency-probes', 'cn-probes', 'checkout-prod']) {
      for (const { text } of examples.named(id).templates.values()) expect(text).not.toMatch(/arn:aws/);
    }
  });

  test('are made within ten seconds for each environment', () => {
    for (const { deployment, seconds } of examples.each) expect(seconds, deployment.installation.id).toBeLessThan(10);
  });
});
