import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { policy, type Statement } from '../iam/statement.ts';
import { keep } from './keep.ts';

export interface PrivateBucketProps {
  readonly name: string;
  readonly removable: boolean;
  /** ARN of a KMS key; absent: keys that S3 manages. */
  readonly key?: string;
  /** Days after which what begins with a prefix is deleted. */
  readonly expiry: Readonly<Record<string, number>>;
  readonly statements: readonly Statement[];
  readonly notifications?: CfnBucket.NotificationConfigurationProperty;
}

/** A bucket that nobody outside sees, encrypted, that refuses requests without TLS. */
export function makePrivateBucket(scope: Construct, id: string, props: PrivateBucketProps): CfnBucket {
  const { name, removable, key, expiry, statements, notifications } = props;
  const bucket = new CfnBucket(scope, id, {
    bucketName: name,
    bucketEncryption: { serverSideEncryptionConfiguration: [encryption(key)] },
    publicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    lifecycleConfiguration: { rules: [...Object.entries(expiry).map(expire), UNFINISHED] },
    ...(notifications && { notificationConfiguration: notifications }),
  });
  keep(bucket, !removable);
  const bucketPolicy = new CfnBucketPolicy(scope, `${id}Policy`, {
    bucket: bucket.ref,
    policyDocument: policy([denyWithoutTls(bucket.attrArn), ...statements]),
  });
  keep(bucketPolicy, !removable);
  return bucket;
}

function encryption(key: string | undefined): CfnBucket.ServerSideEncryptionRuleProperty {
  if (key === undefined) return { serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } };
  return { serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: key }, bucketKeyEnabled: true };
}

function expire([prefix, expirationInDays]: readonly [string, number]): CfnBucket.RuleProperty {
  return { id: `expire-${prefix.replace('/', '')}`, prefix, expirationInDays, status: 'Enabled' };
}

const UNFINISHED: CfnBucket.RuleProperty = {
  id: 'abort-unfinished-uploads',
  abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
  status: 'Enabled',
};

function denyWithoutTls(arn: string): Statement {
  return {
    Sid: 'DenyWithoutTls',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
