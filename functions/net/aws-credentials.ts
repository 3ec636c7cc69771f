import type { SigningKey } from './sigv4.ts';

export type AwsCredentials = Pick<SigningKey, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;

/** Asked at each request: temporary credentials are replaced while a process runs. */
export type CredentialsSource = () => AwsCredentials | Promise<AwsCredentials>;

/**
 * Credentials as AWS gives them to a Lambda function: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
 *
 * @throws Error when the key or its secret is missing
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentCredentials(env: Readonly<Record<string, string | undefined>>): () => AwsCredentials {
  return () => {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = env;
    if (!accessKeyId || !secretAccessKey) {
      throw new Error(
        'There are no AWS credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must both stand in the environment. In Lambda the function’s role puts them there.',
      );
    }
    return { accessKeyId, secretAccessKey, ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }) };
  };
}
