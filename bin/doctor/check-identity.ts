import { aws } from './aws.ts';
import type { Check } from './check.ts';

export interface Identity {
  /** Twelve digits; absent where there are no credentials that work. */
  readonly account?: string;
  readonly check: Check;
}

/** Who the credentials are, asked in the hub's region. */
export async function checkIdentity(region: string): Promise<Identity> {
  const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  try {
    const { Account, Arn } = await (await aws.sts(region)).send(new GetCallerIdentityCommand({}));
    if (Account === undefined)
      return { check: { status: 'unknown', words: 'AWS did not say whose credentials these are.' } };
    return { account: Account, check: { status: 'fine', words: `Credentials of ${Arn ?? Account}` } };
  } catch (error) {
    return { check: refused(error) };
  }
}

function refused(error: unknown): Check {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (name === 'CredentialsProviderError') {
    return {
      status: 'blocks',
      words: 'There are no AWS credentials.',
      remedy: 'aws configure sso, or aws login; or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    };
  }
  if (/^(Expired|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClient|InvalidAccessKeyId)/.test(name)) {
    return {
      status: 'blocks',
      words: `AWS refuses the credentials: ${message}`,
      remedy: 'Renew them: aws sso login, or new keys.',
    };
  }
  return { status: 'unknown', words: `AWS could not be asked whose credentials these are: ${name} ${message}`.trim() };
}
