import { Aws } from 'aws-cdk-lib';
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { arn } from '../iam/arns.ts';
import { policy } from '../iam/statement.ts';

export interface AlarmTopicProps {
  readonly name: string;
  /** Each has to confirm its subscription once. */
  readonly emails: readonly string[];
}

/** Takes what CloudWatch's alarms of this account and region say. An alarm can only tell a topic of its own region, so each region has one. */
export function makeAlarmTopic(scope: Construct, id: string, { name, emails }: AlarmTopicProps): CfnTopic {
  const topic = new CfnTopic(scope, id, { topicName: name });
  new CfnTopicPolicy(scope, `${id}Policy`, {
    topics: [topic.ref],
    policyDocument: policy([
      {
        Sid: 'DenyWithoutTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: arn('sns', name),
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'AllowAlarms',
        Effect: 'Allow',
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: arn('sns', name),
        Condition: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      },
    ]),
  });
  emails.forEach((endpoint, index) => {
    new CfnSubscription(scope, `${id}Email${index}`, { topicArn: topic.ref, protocol: 'email', endpoint });
  });
  return topic;
}
