import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Resource, resourcesOf, type Synthesised, synthesiseExamples } from '../../support/synthesised.ts';

/** As it may stand in the environment of whoever deploys. */
const VALUE = 'the-value-of-a-secret';

let examples: readonly Synthesised[] = [];
beforeAll(async () => {
  process.env.PROBEWRIGHT_SECRET_PROMETHEUS_PASSWORD = VALUE;
  examples = await synthesiseExamples();
});

type Placed = Resource & { readonly stack: string };
const all = (type?: string): readonly Placed[] => examples.flatMap((one) => resourcesOf(one, type));
const named = (id: string): Synthesised => {
  const found = examples.find(({ deployment }) => deployment.installation.id === id);
  if (!found) throw new Error(`no example has the id ${id}`);
  return found;
};
const types = (one: Synthesised) => new Set(resourcesOf(one).map(({ Type }) => Type));

/** Resources that do not have what they must, by stack and logical id: empty where all is well. */
function without(
  type: string,
  has: (properties: Placed['Properties'], resource: Placed) => boolean,
): readonly string[] {
  const found = all(type);
  expect(found.length, `there are some of ${type}`).toBeGreaterThan(0);
  return found.filter((one) => !has(one.Properties, one)).map(({ stack, id }) => `${stack}/${id}`);
}

interface WithStatements {
  readonly Statement: readonly Record<string, unknown>[];
}
const statements = (document: unknown) => (document as WithStatements).Statement;
const deniesWithoutTls = (document: unknown) =>
  statements(document).some(
    ({ Effect, Principal, Condition }) =>
      Effect === 'Deny' &&
      Principal === '*' &&
      JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
  );

describe('nothing is public', () => {
  test('every bucket blocks public access', () => {
    const blocked = {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    };
    expect(
      without(
        'AWS::S3::Bucket',
        (one) => JSON.stringify(one.PublicAccessBlockConfiguration) === JSON.stringify(blocked),
      ),
    ).toEqual([]);
  });

  test('every allowing statement of a resource names who is allowed', () => {
    for (const type of ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy']) {
      expect(
        without(type, ({ PolicyDocument }) =>
          statements(PolicyDocument).every(({ Effect, Principal }) => Effect === 'Deny' || Principal !== '*'),
        ),
      ).toEqual([]);
    }
  });

  test('no security group lets anything in, and no function has an address of its own', () => {
    expect(without('AWS::EC2::SecurityGroup', (one) => one.SecurityGroupIngress === undefined)).toEqual([]);
    expect(all('AWS::EC2::SecurityGroupIngress')).toEqual([]);
    expect(all('AWS::Lambda::Url')).toEqual([]);
    expect(all('AWS::Lambda::Permission')).toEqual([]);
  });
});

describe('everything is encrypted', () => {
  test('at rest: buckets and queues', () => {
    expect(without('AWS::S3::Bucket', (one) => one.BucketEncryption !== undefined)).toEqual([]);
    expect(without('AWS::SQS::Queue', (one) => one.SqsManagedSseEnabled === true)).toEqual([]);
  });

  test('with the key of the configuration, where it names one', () => {
    const journal = resourcesOf(named('monitoring'), 'AWS::S3::Bucket').find(
      ({ stack }) => stack === 'monitoring-hub-state',
    );
    expect(journal?.Properties.BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: {
            SSEAlgorithm: 'aws:kms',
            KMSMasterKeyID: 'arn:aws:kms:eu-central-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef',
          },
        },
      ],
    });
  });

  test('on the way: buckets, queues and topics refuse requests without TLS', () => {
    for (const type of ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy']) {
      expect(without(type, ({ PolicyDocument }) => deniesWithoutTls(PolicyDocument))).toEqual([]);
    }
    const count = (type: string) => all(type).length;
    expect(count('AWS::S3::BucketPolicy')).toBe(count('AWS::S3::Bucket'));
    expect(count('AWS::SQS::QueuePolicy')).toBe(count('AWS::SQS::Queue'));
    expect(count('AWS::SNS::TopicPolicy')).toBe(count('AWS::SNS::Topic'));
  });
});

describe('what stays and what goes', () => {
  test('what cannot be made again stays when a stack of production goes, and its stack is protected', () => {
    const { terminationProtection } = named('checkout-prod');
    const kept = resourcesOf(named('checkout-prod'), 'AWS::S3::Bucket');
    expect(kept).toHaveLength(4);
    for (const { DeletionPolicy, UpdateReplacePolicy, stack } of kept) {
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
      expect(terminationProtection.get(stack)).toBe(true);
    }
  });

  test('in a removable environment everything goes', () => {
    const dev = named('checkout-dev');
    expect(resourcesOf(dev).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toEqual([]);
    expect([...dev.terminationProtection.values()]).not.toContain(true);
  });

  test('logs and objects expire when the configuration says so; plans never, since batches name them', () => {
    expect(without('AWS::Logs::LogGroup', (one) => Number(one.RetentionInDays) > 0)).toEqual([]);
    const dev = resourcesOf(named('checkout-dev'), 'AWS::S3::Bucket').find(
      ({ stack }) => stack === 'checkout-dev-hub-state',
    );
    const { Rules } = (dev?.Properties.LifecycleConfiguration ?? { Rules: [] }) as {
      Rules: { Prefix?: string; ExpirationInDays?: number }[];
    };
    expect(
      Object.fromEntries(Rules.flatMap(({ Prefix, ExpirationInDays }) => (Prefix ? [[Prefix, ExpirationInDays]] : []))),
    ).toEqual({
      'journal/': 3,
      'claims/': 2,
      'deliveries/': 3,
      'rejected/': 3,
    });
    expect(
      resourcesOf(named('checkout-dev'), 'AWS::Logs::LogGroup').map((one) => one.Properties.RetentionInDays),
    ).not.toContain(30);
  });
});

describe('functions', () => {
  test('run on Graviton under Node 24, with a log group of their own that holds no line a run', () => {
    expect(
      without('AWS::Lambda::Function', (one, { stack }) => {
        const { LogGroup, ...logging } = one.LoggingConfig as Record<string, unknown>;
        expect(logging, stack).toEqual({ LogFormat: 'JSON', ApplicationLogLevel: 'WARN', SystemLogLevel: 'WARN' });
        return (
          LogGroup !== undefined && one.Runtime === 'nodejs24.x' && JSON.stringify(one.Architectures) === '["arm64"]'
        );
      }),
    ).toEqual([]);
  });

  test('have memory and timeout as the deployment says', () => {
    for (const one of examples) {
      const expected = one.deployment.locations.flatMap(({ location, functions }) =>
        functions.map(({ name, memoryMb, timeoutSeconds }) => [
          `${one.deployment.installation.id}-${location.name}-${name}`,
          memoryMb,
          timeoutSeconds,
        ]),
      );
      const made = resourcesOf(one, 'AWS::Lambda::Function')
        .map(({ Properties }) => [Properties.FunctionName, Properties.MemorySize, Properties.Timeout])
        .filter(([name]) => !/-(?:sweeper|shipper)$/.test(String(name)));
      expect(made.map(String).sort()).toEqual(expected.map(String).sort());
    }
  });

  test('are never tried again, and never begin a tick that is too old', () => {
    expect(
      without('AWS::Lambda::EventInvokeConfig', (one) => {
        const age = Number(one.MaximumEventAgeInSeconds);
        return one.MaximumRetryAttempts === 0 && age >= 60 && age <= 21_600;
      }),
    ).toEqual([]);
    expect(all('AWS::Lambda::EventInvokeConfig')).toHaveLength(all('AWS::Lambda::Function').length);
  });

  test('have reserved concurrency and the memory of the configuration only where it asks for them', () => {
    const reserved = all('AWS::Lambda::Function').filter(
      ({ Properties }) => Properties.ReservedConcurrentExecutions !== undefined,
    );
    expect(
      reserved.map(({ Properties }) => [
        Properties.FunctionName,
        Properties.ReservedConcurrentExecutions,
        Properties.MemorySize,
      ]),
    ).toEqual([['monitoring-warehouse-probes', 4, 512]]);
  });

  test('hold names of secrets, and their values nowhere in the assembly', () => {
    const shop = named('shop-probes');
    const files = readdirSync(shop.folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
    expect(texts.some((text) => text.includes('prometheus/password'))).toBe(true);
    expect(texts.filter((text) => text.includes(VALUE))).toEqual([]);
  });

  test('get from their stack what only the deploy knows, and nothing else', () => {
    const variables = all('AWS::Lambda::Function').flatMap(({ Properties }) =>
      Object.keys((Properties.Environment as { Variables: object }).Variables),
    );
    expect([...new Set(variables)].sort()).toEqual([
      'PROBEWRIGHT_JOURNAL_BUCKET',
      'PROBEWRIGHT_JOURNAL_REGION',
      'PROBEWRIGHT_LOCATION',
      'PROBEWRIGHT_MAX_AGE',
      'PROBEWRIGHT_PLACE',
      'PROBEWRIGHT_SECRET_PATH',
      'PROBEWRIGHT_SPILL_BUCKET',
      'PROBEWRIGHT_TICK_QUEUE_URL',
    ]);
  });
});

describe('schedules', () => {
  test('are cron in UTC, once, at once, and are dropped when a minute old', () => {
    expect(
      without('AWS::Scheduler::Schedule', (one) => {
        const { RetryPolicy, DeadLetterConfig } = one.Target as Record<string, unknown>;
        expect(RetryPolicy).toEqual({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
        expect(DeadLetterConfig).toBeDefined();
        return (
          /^cron\(\S+ \S+ \S+ \S+ \S+ \S+\)$/.test(String(one.ScheduleExpression)) &&
          one.ScheduleExpressionTimezone === 'UTC' &&
          JSON.stringify(one.FlexibleTimeWindow) === '{"Mode":"OFF"}'
        );
      }),
    ).toEqual([]);
  });

  test('send each shard with its hash and the scheduled time, as the Scheduler fills it in', () => {
    for (const one of examples) {
      const expected = one.deployment.locations.flatMap(({ functions }) =>
        functions.flatMap(({ shards }) =>
          shards.map(({ plan }) => ({
            shard: plan.shard,
            plan: plan.plan.hash,
            tick: '<aws.scheduler.scheduled-time>',
          })),
        ),
      );
      const sent = resourcesOf(one, 'AWS::Scheduler::Schedule')
        .map(({ Properties }) => JSON.parse(String((Properties.Target as { Input: string }).Input)) as object)
        .filter((input) => 'shard' in input);
      const text = (input: object) => JSON.stringify(input);
      expect(sent.map(text).sort()).toEqual(expected.map(text).sort());
    }
  });

  test('of an interval under a minute have a queue, whose messages Lambda does not take twice', () => {
    const queues = all('AWS::SQS::Queue').filter(({ Properties }) => String(Properties.QueueName).endsWith('-ticks'));
    expect(queues.map(({ Properties }) => Properties.QueueName).sort()).toEqual([
      'checkout-dev-eu-west-1-probes-ticks',
      'checkout-prod-ap-northeast-1-probes-ticks',
      'checkout-prod-eu-west-1-probes-ticks',
      'checkout-prod-us-east-1-probes-ticks',
      'monitoring-warehouse-probes-ticks',
    ]);
    for (const { Properties } of queues) {
      expect(Properties.RedrivePolicy).toBeUndefined();
      expect(Number(Properties.VisibilityTimeout)).toBeGreaterThanOrEqual(Number(Properties.MessageRetentionPeriod));
    }
  });
});

describe('the whole', () => {
  test('direct delivery without a location in a VPC has no VPC', () => {
    const ec2 = (one: Synthesised) => [...types(one)].filter((type) => type.startsWith('AWS::EC2::'));
    for (const id of ['shop-probes', 'checkout-prod', 'checkout-dev', 'agency-probes'])
      expect(ec2(named(id)), id).toEqual([]);
    expect(ec2(named('monitoring'))).toContain('AWS::EC2::NatGateway');
    for (const { stack, Properties } of resourcesOf(named('monitoring'), 'AWS::Lambda::Function')) {
      if (/shipper|sweeper/.test(String(Properties.FunctionName))) expect(Properties.VpcConfig, stack).toBeUndefined();
    }
  });

  test('no stack exports or imports anything, and none has a custom resource', () => {
    for (const one of examples) {
      for (const [name, { text, Outputs }] of one.templates) {
        expect(text, name).not.toMatch(/Fn::ImportValue|Custom::|AWS::CloudFormation::CustomResource/);
        expect(JSON.stringify(Outputs), name).not.toContain('"Export"');
      }
    }
  });

  test('alarms are as many as the cost counts: seven at the hub, five a location, four a function', () => {
    for (const one of examples) {
      const { locations } = one.deployment;
      const functions = locations.reduce((sum, { functions }) => sum + functions.length, 0);
      expect(resourcesOf(one, 'AWS::CloudWatch::Alarm')).toHaveLength(7 + 5 * locations.length + 4 * functions);
    }
  });

  test('every resource that can have tags has them', () => {
    const tagged = resourcesOf(named('monitoring')).filter(({ Properties }) => Properties.Tags !== undefined);
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
    for (const { Properties } of resourcesOf(named('monitoring'), 'AWS::IAM::Role')) {
      expect(Properties.Path).toBe('/monitoring/');
      expect(Properties.RoleName).toMatch(/^wl-monitoring-.{1,50}$/);
      expect(JSON.stringify(Properties.PermissionsBoundary)).toContain(':policy/workload-boundary');
    }
  });

  test('no ARN has a partition written out', () => {
    for (const id of ['agency-probes', 'cn-probes', 'checkout-prod']) {
      for (const { text } of named(id).templates.values()) expect(text).not.toMatch(/arn:aws/);
    }
  });
});
