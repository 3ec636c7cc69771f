import { aws } from './aws.ts';

export interface DeployedStack {
  readonly state: string;
  /** When it was made or last changed, unix milliseconds. */
  readonly sinceMs: number;
}

/** A stack as it is; undefined where there is none. */
export async function readStack(region: string, name: string): Promise<DeployedStack | undefined> {
  const { DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  try {
    const { Stacks } = await (await aws.cloudFormation(region)).send(new DescribeStacksCommand({ StackName: name }));
    const stack = Stacks?.[0];
    // A stack that only waits for its first change set holds nothing.
    if (stack?.StackStatus === undefined || stack.StackStatus === 'REVIEW_IN_PROGRESS') return undefined;
    return { state: stack.StackStatus, sinceMs: (stack.LastUpdatedTime ?? stack.CreationTime)?.getTime() ?? 0 };
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return undefined;
    throw error;
  }
}

/** The names of a stack's resources of one type. */
export async function readNames(region: string, stack: string, type: string): Promise<readonly string[]> {
  const { paginateListStackResources } = await import('@aws-sdk/client-cloudformation');
  const client = await aws.cloudFormation(region);
  const names: string[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: stack })) {
    for (const { ResourceType, PhysicalResourceId } of StackResourceSummaries) {
      if (ResourceType === type && PhysicalResourceId !== undefined) names.push(PhysicalResourceId);
    }
  }
  return names;
}
