import { aws, statusOf, unknown } from './aws.ts';
import type { Check } from './check.ts';

/** What aws-cdk-lib's default synthesizer asks of an environment (`MIN_BOOTSTRAP_STACK_VERSION`). */
const LEAST = 6;
const DEFAULT_QUALIFIER = 'hnb659fds';

export interface Bootstrap {
  readonly check: Check;
  /** The account has not enabled the region: nothing else can be asked there. */
  readonly isClosed?: true;
}

/** Whether the region is enabled for the account, and `cdk bootstrap` was run there. */
export async function checkBootstrap(
  region: string,
  account: string,
  qualifier = DEFAULT_QUALIFIER,
): Promise<Bootstrap> {
  const { GetParameterCommand } = await import('@aws-sdk/client-ssm');
  const name = `/cdk-bootstrap/${qualifier}/version`;
  const remedy = `npx cdk bootstrap aws://${account}/${region}${qualifier === DEFAULT_QUALIFIER ? '' : ` --qualifier ${qualifier}`}`;
  try {
    const { Parameter } = await (await aws.ssm(region)).send(new GetParameterCommand({ Name: name }));
    const version = Number(Parameter?.Value);
    if (version >= LEAST) return { check: { region, status: 'fine', words: `CDK bootstrap, version ${version}` } };
    return {
      check: {
        region,
        status: 'blocks',
        words: `The CDK bootstrap is version ${version}; ${LEAST} is needed.`,
        remedy,
      },
    };
  } catch (error) {
    const kind = error instanceof Error ? error.name : '';
    if (kind === 'ParameterNotFound')
      return { check: { region, status: 'blocks', words: 'The region is not bootstrapped for the CDK.', remedy } };
    // The credentials are good in the hub's region: here they are not known, because the region is not enabled.
    if (
      /^(UnrecognizedClientException|InvalidClientTokenId|OptInRequired)/.test(kind) &&
      statusOf(error) !== undefined
    ) {
      return {
        check: {
          region,
          status: 'blocks',
          words: 'The region is not enabled for the account.',
          remedy: `aws account enable-region --region-name ${region} (it takes up to an hour)`,
        },
        isClosed: true,
      };
    }
    return { check: unknown(region, 'The CDK bootstrap', 'ssm:GetParameter', error) };
  }
}
