import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { arn } from '../iam/arns.ts';
import { policy, type Statement } from '../iam/statement.ts';
import { keep } from './keep.ts';

export interface PrivateQueueProps {
  readonly name: string;
  readonly removable: boolean;
  readonly retentionSeconds: number;
  /** How long a message that was taken stays hidden from the next who asks. @default 30 */
  readonly visibilitySeconds?: number;
  /** Where messages go that were taken too often without being deleted. */
  readonly dead?: { readonly queue: CfnQueue; readonly afterReceives: number };
  /** Beside the refusal of requests without TLS. */
  readonly statements?: readonly Statement[];
}

/** A queue that is encrypted and refuses requests without TLS. */
export function makePrivateQueue(scope: Construct, id: string, props: PrivateQueueProps): CfnQueue {
  const { name, removable, retentionSeconds, visibilitySeconds, dead, statements = [] } = props;
  const queue = new CfnQueue(scope, id, {
    queueName: name,
    sqsManagedSseEnabled: true,
    messageRetentionPeriod: retentionSeconds,
    ...(visibilitySeconds !== undefined && { visibilityTimeout: visibilitySeconds }),
    ...(dead && { redrivePolicy: { deadLetterTargetArn: dead.queue.attrArn, maxReceiveCount: dead.afterReceives } }),
  });
  keep(queue, !removable);
  const denyWithoutTls: Statement = {
    Sid: 'DenyWithoutTls',
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:*',
    Resource: arn('sqs', name),
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const queuePolicy = new CfnQueuePolicy(scope, `${id}Policy`, {
    queues: [queue.ref],
    policyDocument: policy([denyWithoutTls, ...statements]),
  });
  keep(queuePolicy, !removable);
  return queue;
}
