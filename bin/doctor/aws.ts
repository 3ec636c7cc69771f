import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Check } from './check.ts';

/** Three tries, each with an end: the doctor answers within half a minute, whatever the network does. */
const settings = (region: string) => ({
  region,
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 8_000 },
});

/** Clients of the AWS SDK, loaded when they are first needed; credentials and endpoints are those of every AWS tool. */
export const aws = {
  async sts(region: string): Promise<STSClient> {
    return new (await import('@aws-sdk/client-sts')).STSClient(settings(region));
  },
  async ssm(region: string): Promise<SSMClient> {
    return new (await import('@aws-sdk/client-ssm')).SSMClient(settings(region));
  },
  async lambda(region: string): Promise<LambdaClient> {
    return new (await import('@aws-sdk/client-lambda')).LambdaClient(settings(region));
  },
  async cloudFormation(region: string): Promise<CloudFormationClient> {
    return new (await import('@aws-sdk/client-cloudformation')).CloudFormationClient(settings(region));
  },
  async s3(region: string): Promise<S3Client> {
    return new (await import('@aws-sdk/client-s3')).S3Client({ ...settings(region), followRegionRedirects: true });
  },
};

const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden)$/;

/** What a call that failed for none of the reasons that are asked after means: not known, and why. */
export function unknown(region: string, what: string, action: string, error: unknown): Check {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (DENIED.test(name) || statusOf(error) === 403) {
    return {
      region,
      status: 'unknown',
      words: `${what}: these credentials may not ask (${action}).`,
      remedy: `Allow ${action}, or ask somebody who may.`,
    };
  }
  return { region, status: 'unknown', words: `${what}: ${name} ${message.split('\n')[0]}`.trim() };
}

/** Of an answer of AWS; undefined where none came. */
export function statusOf(error: unknown): number | undefined {
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
    ? Number(metadata.httpStatusCode)
    : undefined;
}
