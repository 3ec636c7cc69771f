import { LAYOUT } from '../../model/layout.ts';
import type { Places } from '../places.ts';
import { secretsOfDelivery } from '../secret-names.ts';
import { arn, s3Arn } from './arns.ts';
import { readSecrets, useKey, writeToWorkspaces } from './grants.ts';
import { allow, type Statement } from './statement.ts';

export interface ProbeStatementsProps {
  readonly places: Places;
  readonly location: string;
  /** Names of the secrets of its probes. */
  readonly secrets: readonly string[];
  /** The queue of its ticks under a minute. */
  readonly tickQueue?: string;
  readonly functionName: string;
  readonly inVpc: boolean;
}

/** What a probe function may do: write its location's part of the journal, claim its ticks, read its secrets. */
export function probeStatements(props: ProbeStatementsProps): readonly Statement[] {
  const { places, location, secrets, tickQueue, functionName, inVpc } = props;
  const { installation, journal, spill } = places;
  const { delivery, key } = installation;
  const keys = writableKeys(location, delivery.mode);
  const claims = s3Arn(spill.bucket, `${LAYOUT.claims}${location}/*`);
  const put = [journal.bucket, spill.bucket].flatMap((bucket) => keys.map((one) => s3Arn(bucket, one)));
  return [
    allow(['s3:PutObject'], [...put, claims]),
    // A claim whose answer was lost: is what stands there our own?
    allow(['s3:GetObject'], [claims]),
    ...useKey(key, ['kms:Decrypt', 'kms:GenerateDataKey']),
    ...readSecrets(installation, [...new Set([...secrets, ...secretsOfDelivery(delivery)])]),
    ...writeToWorkspaces(delivery, places.hubAccount),
    ...(tickQueue === undefined ? [] : [useTickQueue(tickQueue)]),
    ...(inVpc ? networkInterfaces(functionName) : []),
  ];
}

/** Under which keys a location's functions may write results: nowhere where another location's are. Claims stay in the location's own bucket. */
export function writableKeys(location: string, mode: 'journal' | 'direct'): readonly string[] {
  const own = [`${LAYOUT.journal}${location}/*`, `${LAYOUT.plans}*`];
  return mode === 'journal' ? own : [...own, `${LAYOUT.deliveries}*`, `${LAYOUT.rejected}*`];
}

/** The function sends the ticks of the next minute itself; Lambda takes them for it, by the function's role. */
function useTickQueue(queue: string): Statement {
  return allow(
    ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    [arn('sqs', queue)],
  );
}

/**
 * Lambda makes the function's network interfaces by the function's role. The function's own code is refused the same.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
function networkInterfaces(functionName: string): readonly Statement[] {
  const actions = [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  const byCode = { ArnEquals: { 'lambda:SourceFunctionArn': arn('lambda', `function:${functionName}`) } };
  return [allow(actions, ['*']), { Effect: 'Deny', Action: actions, Resource: '*', Condition: byCode }];
}
