import { Aws } from 'aws-cdk-lib';

/** In the partition that the stack is deployed to: aws, aws-us-gov, aws-cn. */
export function arn(service: string, resource: string, region: string = Aws.REGION, account = Aws.ACCOUNT_ID): string {
  return `arn:${Aws.PARTITION}:${service}:${region}:${account}:${resource}`;
}

/** A bucket, or with a key (which may end with `*`) what is in it. */
export function s3Arn(bucket: string, key?: string): string {
  return `arn:${Aws.PARTITION}:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
}

export function roleArn(account: string, path: string, name: string): string {
  return `arn:${Aws.PARTITION}:iam::${account}:role${path}${name}`;
}
