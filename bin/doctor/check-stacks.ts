import {
  hubStack,
  hubStateStack,
  journalBucket,
  locationStack,
  locationStateStack,
  spillBucket,
} from '../../lib/cloud/names.ts';
import type { Deployment } from '../../lib/model/deployment.ts';
import { plural } from '../text/findings.ts';
import { aws, statusOf, unknown } from './aws.ts';
import type { Check } from './check.ts';
import { readStack } from './deployed-stack.ts';
import type { Place } from './places.ts';

interface Owned {
  readonly bucket: string;
  readonly stack: string;
}

/** Whether a deploy can make or change its stacks and buckets: what an unfinished one, or an earlier installation, left. */
export async function checkStacks(place: Place, deployment: Deployment, account: string): Promise<readonly Check[]> {
  const { installation } = deployment;
  const { region, isHub, locations } = place;
  const owned: readonly Owned[] = [
    ...(isHub ? [{ bucket: journalBucket(installation, account, region), stack: hubStateStack(installation) }] : []),
    ...locations.map(({ location }) => ({
      bucket: spillBucket(installation, account, location.name),
      stack: locationStateStack(installation, location.name),
    })),
  ];
  const others = [
    ...(isHub ? [hubStack(installation)] : []),
    ...locations.map(({ location }) => locationStack(installation, location.name)),
  ];
  try {
    const states = await statesOf(region, [...owned.map(({ stack }) => stack), ...others]);
    const checks = [...states].flatMap(([stack, state]) => judge(region, stack, state));
    const buckets = await Promise.all(
      owned.filter(({ stack }) => !states.has(stack)).map((one) => checkBucket(region, one, account)),
    );
    const fine: Check = {
      region,
      status: 'fine',
      words: states.size > 0 ? `${plural(states.size, 'stack')} there already` : 'nothing is deployed yet',
    };
    const found = [...checks, ...buckets.flat()];
    return found.length > 0 ? found : [fine];
  } catch (error) {
    return [unknown(region, 'Stacks', 'cloudformation:DescribeStacks', error)];
  }
}

async function statesOf(region: string, stacks: readonly string[]): Promise<Map<string, string>> {
  const states = new Map<string, string>();
  for (const stack of stacks) {
    const found = await readStack(region, stack);
    if (found) states.set(stack, found.state);
  }
  return states;
}

function judge(region: string, stack: string, state: string): Check[] {
  const blocks = (remedy: string): Check[] => [
    { region, status: 'blocks', words: `The stack ${stack} is in ${state}.`, remedy },
  ];
  if (state === 'ROLLBACK_COMPLETE' || state === 'ROLLBACK_FAILED' || state === 'DELETE_FAILED')
    return blocks(
      `Its events say why. It cannot be changed any more: aws cloudformation delete-stack --region ${region} --stack-name ${stack}`,
    );
  if (state === 'UPDATE_ROLLBACK_FAILED')
    return blocks(
      `npx cdk rollback, or: aws cloudformation continue-update-rollback --region ${region} --stack-name ${stack}`,
    );
  if (state.endsWith('_IN_PROGRESS')) return blocks('Something is being done to it: wait until it is over.');
  return [];
}

/** A bucket without its stack: a destroy has kept it, and a deploy would stop at it; or it is somebody else's. */
async function checkBucket(region: string, { bucket, stack }: Owned, account: string): Promise<Check[]> {
  const { HeadBucketCommand } = await import('@aws-sdk/client-s3');
  try {
    await (await aws.s3(region)).send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: account }));
    return [
      {
        region,
        status: 'blocks',
        words: `The bucket ${bucket} is there, and its stack ${stack} is not: an earlier installation has kept it.`,
        remedy: `Take over what was kept: npx cdk deploy '**' --import-existing-resources. Or choose another id. Or remove it with all results in it: aws s3 rb --force s3://${bucket}`,
      },
    ];
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return [];
    if (status === 403) {
      return [
        {
          region,
          status: 'blocks',
          words: `The bucket ${bucket} is somebody else's, or these credentials may not see it.`,
          remedy: 'Choose another id, or allow s3:ListBucket.',
        },
      ];
    }
    return [unknown(region, `The bucket ${bucket}`, 's3:ListBucket', error)];
  }
}
