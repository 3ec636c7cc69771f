import { locationStack } from '../../lib/cloud/names.ts';
import type { Installation } from '../../lib/model/installation.ts';
import { aws } from '../doctor/aws.ts';

export interface DeployedStack {
  /** Of the location. */
  readonly name: string;
  readonly region: string;
  readonly account: string;
  /** As it was deployed: JSON. */
  readonly template: unknown;
}

/** States in which a stack holds nothing. */
const GONE = new Set(['DELETE_COMPLETE', 'REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE']);

/**
 * The stacks of an installation's locations, those that the configuration no longer has included, as long as another
 * location or the hub is in their region.
 */
export async function deployedStacks(installation: Installation): Promise<DeployedStack[]> {
  const regions = [...new Set([installation.hub.region, ...installation.locations.map(({ region }) => region)])];
  return (await Promise.all(regions.map((region) => stacksIn(installation, region)))).flat();
}

async function stacksIn(installation: Installation, region: string): Promise<DeployedStack[]> {
  const { paginateDescribeStacks, GetTemplateCommand } = await import('@aws-sdk/client-cloudformation');
  const client = await aws.cloudFormation(region);
  const prefix = locationStack(installation, '');
  const found: DeployedStack[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName = '', StackId = '', StackStatus = '' } of Stacks) {
      if (!StackName.startsWith(prefix) || GONE.has(StackStatus)) continue;
      const { TemplateBody = '{}' } = await client.send(
        new GetTemplateCommand({ StackName, TemplateStage: 'Original' }),
      );
      // arn:PARTITION:cloudformation:REGION:ACCOUNT:stack/…
      const account = StackId.split(':')[4] ?? '';
      found.push({ name: StackName.slice(prefix.length), region, account, template: JSON.parse(TemplateBody) });
    }
  }
  return found;
}
