import { expect, test } from 'vitest';
import { environmentCredentials } from '../../../functions/net/aws-credentials.ts';

test('credentials are those of the environment at the time of asking', async () => {
  const env: Record<string, string> = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  const credentials = environmentCredentials(env);
  expect(await credentials()).toEqual({ accessKeyId: 'a', secretAccessKey: 'b' });
  env.AWS_SESSION_TOKEN = 'c';
  expect(await credentials()).toEqual({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' });
});

test.each([{}, { AWS_ACCESS_KEY_ID: 'a' }, { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: 'b' }])(
  'missing credentials are said to be missing, without what is there: %o',
  (env) => {
    expect(environmentCredentials(env)).toThrow(/^There are no AWS credentials: AWS_ACCESS_KEY_ID and/);
  },
);
