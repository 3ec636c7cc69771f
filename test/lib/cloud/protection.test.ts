import { beforeAll, describe, expect, test } from 'vitest';
import { type Examples, openExamples } from '../../support/examples.ts';
import { resourcesOf } from '../../support/synthesised.ts';

let examples: Examples;
beforeAll(async () => {
  examples = await openExamples();
});

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
      examples.without(
        'AWS::S3::Bucket',
        (one) => JSON.stringify(one.PublicAccessBlockConfiguration) === JSON.stringify(blocked),
      ),
    ).toEqual([]);
  });

  test('every allowing statement of a resource names who is allowed', () => {
    for (const type of ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy']) {
      expect(
        examples.without(type, ({ PolicyDocument }) =>
          statements(PolicyDocument).every(({ Effect, Principal }) => Effect === 'Deny' || Principal !== '*'),
        ),
      ).toEqual([]);
    }
  });

  test('no security group lets anything in, and no function has an address of its own', () => {
    expect(examples.without('AWS::EC2::SecurityGroup', (one) => one.SecurityGroupIngress === undefined)).toEqual([]);
    expect(examples.all('AWS::EC2::SecurityGroupIngress')).toEqual([]);
    expect(examples.all('AWS::Lambda::Url')).toEqual([]);
    expect(examples.all('AWS::Lambda::Permission')).toEqual([]);
  });
});

describe('everything is encrypted', () => {
  test('at rest: buckets and queues', () => {
    expect(examples.without('AWS::S3::Bucket', (one) => one.BucketEncryption !== undefined)).toEqual([]);
    expect(examples.without('AWS::SQS::Queue', (one) => one.SqsManagedSseEnabled === true)).toEqual([]);
  });

  test('with the key of the configuration, where it names one', () => {
    const journal = resourcesOf(examples.named('monitoring'), 'AWS::S3::Bucket').find(
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
      expect(examples.without(type, ({ PolicyDocument }) => deniesWithoutTls(PolicyDocument))).toEqual([]);
    }
    const count = (type: string) => examples.all(type).length;
    expect(count('AWS::S3::BucketPolicy')).toBe(count('AWS::S3::Bucket'));
    expect(count('AWS::SQS::QueuePolicy')).toBe(count('AWS::SQS::Queue'));
    expect(count('AWS::SNS::TopicPolicy')).toBe(count('AWS::SNS::Topic'));
  });
});

describe('what stays and what goes', () => {
  test('what cannot be made again stays when a stack of production goes, and its stack is protected', () => {
    const { terminationProtection } = examples.named('checkout-prod');
    const kept = resourcesOf(examples.named('checkout-prod'), 'AWS::S3::Bucket');
    expect(kept).toHaveLength(4);
    for (const { DeletionPolicy, UpdateReplacePolicy, stack } of kept) {
      expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
      expect(terminationProtection.get(stack)).toBe(true);
    }
  });

  test('in a removable environment everything goes', () => {
    const dev = examples.named('checkout-dev');
    expect(resourcesOf(dev).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toEqual([]);
    expect([...dev.terminationProtection.values()]).not.toContain(true);
  });

  test('logs and objects expire when the configuration says so; plans never, since batches name them', () => {
    expect(examples.without('AWS::Logs::LogGroup', (one) => Number(one.RetentionInDays) > 0)).toEqual([]);
    const dev = resourcesOf(examples.named('checkout-dev'), 'AWS::S3::Bucket').find(
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
      resourcesOf(examples.named('checkout-dev'), 'AWS::Logs::LogGroup').map((one) => one.Properties.RetentionInDays),
    ).not.toContain(30);
  });
});
