import { LAYOUT } from '../../model/layout.ts';
import { arn, roleArn, s3Arn } from './arns.ts';
import { writableKeys } from './probe-statements.ts';
import { LOCATION_TAG } from './service-role.ts';
import type { Statement } from './statement.ts';

/** A location in another account than the bucket's. */
export interface Guest {
  readonly location: string;
  readonly account: string;
  /** Names of the roles of its functions. */
  readonly roles: readonly string[];
}

export interface JournalBucketStatementsProps {
  readonly bucket: string;
  readonly mode: 'journal' | 'direct';
  readonly rolePath: string;
  readonly guests: readonly Guest[];
}

/** What a bucket of the journal refuses to everyone, and allows to locations in other accounts. */
export function journalBucketStatements(props: JournalBucketStatementsProps): readonly Statement[] {
  const { bucket, mode, guests } = props;
  return [denyOverwriting(bucket), denyElsewhere(bucket, mode), ...guests.map((guest) => allowGuest(guest, props))];
}

/**
 * What was journalled or claimed stays as it is, whatever a function asks for: an object is only ever made.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
function denyOverwriting(bucket: string): Statement {
  return {
    Sid: 'DenyOverwriting',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    Resource: [s3Arn(bucket, `${LAYOUT.journal}*`), s3Arn(bucket, `${LAYOUT.claims}*`)],
    Condition: { Null: { 's3:if-none-match': 'true' } },
  };
}

/**
 * A location writes only where its own results are. One statement for all of them, by the tag of their roles: a policy of
 * a bucket has room for 20 kB.
 */
function denyElsewhere(bucket: string, mode: 'journal' | 'direct'): Statement {
  const tag = `aws:PrincipalTag/${LOCATION_TAG}`;
  const own = `\${${tag}}`;
  return {
    Sid: 'DenyElsewhere',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:PutObject',
    NotResource: [`${LAYOUT.claims}${own}/*`, ...writableKeys(own, mode)].map((key) => s3Arn(bucket, key)),
    Condition: { Null: { [tag]: 'false' } },
  };
}

/** By a condition, not as principals: S3 refuses a policy that names a role which is not there yet, and the bucket comes first. */
function allowGuest({ location, account, roles }: Guest, props: JournalBucketStatementsProps): Statement {
  const { bucket, mode, rolePath } = props;
  return {
    Effect: 'Allow',
    Principal: { AWS: arn('iam', 'root', '', account) },
    Action: 's3:PutObject',
    Resource: writableKeys(location, mode).map((key) => s3Arn(bucket, key)),
    Condition: { ArnEquals: { 'aws:PrincipalArn': roles.map((role) => roleArn(account, rolePath, role)) } },
  };
}
