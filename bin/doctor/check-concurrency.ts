import type { Deployment } from '../../lib/model/deployment.ts';
import { usageAt } from '../../lib/plan/usage.ts';
import { aws, unknown } from './aws.ts';
import type { Check } from './check.ts';
import type { Place } from './places.ts';

/** Shipper and sweepers. */
const OTHERS = 5;
/** AWS leaves at least so much to functions without a reservation. */
const LEFT_TO_OTHERS = 100;

/** Whether the account lets as many functions run at once as the plan needs when every target is as slow as it can be. */
export async function checkConcurrency({ region, locations }: Place, { installation }: Deployment): Promise<Check> {
  const { GetAccountSettingsCommand } = await import('@aws-sdk/client-lambda');
  const peak =
    OTHERS +
    locations.reduce((sum, one) => sum + usageAt(one, installation.delivery.mode, 'outage').peakConcurrency, 0);
  const reserved = locations.reduce(
    (sum, { location, functions }) => sum + (location.reservedConcurrency ?? 0) * functions.length,
    0,
  );
  try {
    const { AccountLimit } = await (await aws.lambda(region)).send(new GetAccountSettingsCommand({}));
    const limit = AccountLimit?.ConcurrentExecutions;
    if (limit === undefined)
      return { region, status: 'unknown', words: 'AWS did not say how many functions may run at once.' };
    return judge(region, { limit, free: AccountLimit?.UnreservedConcurrentExecutions ?? limit, peak, reserved });
  } catch (error) {
    return unknown(region, 'How many functions may run at once', 'lambda:GetAccountSettings', error);
  }
}

interface Numbers {
  readonly limit: number;
  readonly free: number;
  readonly peak: number;
  readonly reserved: number;
}

function judge(region: string, { limit, free, peak, reserved }: Numbers): Check {
  const remedy = `Ask for more: aws service-quotas request-service-quota-increase --region ${region} --service-code lambda --quota-code L-B99A9384 --desired-value 1000`;
  if (reserved > 0 && free - reserved < LEFT_TO_OTHERS) {
    return {
      region,
      status: 'blocks',
      words: `reservedConcurrency asks for ${reserved} of ${free} functions at once; AWS keeps ${LEFT_TO_OTHERS} for others.`,
      remedy: `Leave reservedConcurrency away. ${remedy}`,
    };
  }
  if (free < peak) {
    return {
      region,
      status: 'blocks',
      words: `${free} functions may run at once; ${peak} would, when every target is as slow as it can be.`,
      remedy,
    };
  }
  return { region, status: 'fine', words: `${peak} functions at once at most, of ${limit} that the account may run` };
}
