import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { wildcardsOf } from './iam/wildcards.ts';

/** A finding of cdk-nag's AwsSolutions that is meant to be so. */
interface Acknowledged {
  readonly rule: string;
  /** Type of the resource. */
  readonly type: string;
  /** The end of the construct's path. */
  readonly path: RegExp;
  readonly reason: string;
}

/** Everything that the rules of good practice find and that stays, with its reason. Reviewed as a whole: nothing is acknowledged anywhere else. */
const FINDINGS: readonly Acknowledged[] = [
  {
    rule: 'AwsSolutions-S1',
    type: 'AWS::S3::Bucket',
    path: /\/(?:Journal|Spill)$/,
    reason:
      'No server access log: only our own functions may write here, under one prefix each, and a log would be more objects than the journal itself. Who must see every access has CloudTrail data events.',
  },
  {
    rule: 'AwsSolutions-SQS3',
    type: 'AWS::SQS::Queue',
    path: /\/Undelivered$/,
    reason: 'It is a dead-letter queue itself: the Scheduler puts there what it could not hand to Lambda.',
  },
  {
    rule: 'AwsSolutions-SQS3',
    type: 'AWS::SQS::Queue',
    path: /\/Refused$/,
    reason: 'Nobody takes its messages: that there are any is what an alarm looks at, and they go after an hour.',
  },
  {
    rule: 'AwsSolutions-SQS3',
    type: 'AWS::SQS::Queue',
    path: /TickQueue$/,
    reason:
      'A tick that was not run in time is missed, and is counted as missed; there is nothing to do with it later.',
  },
  {
    rule: 'AwsSolutions-VPC7',
    type: 'AWS::EC2::VPC',
    path: /\/Location\/Vpc$/,
    reason:
      'No flow log: nothing in this VPC listens, and each connection that leaves it is a probe, whose result says more.',
  },
];

/** Wildcards in the roles' policies (AwsSolutions-IAM5), by the resource. */
const WILDCARDS: readonly { readonly resource: RegExp; readonly reason: string }[] = [
  {
    resource: /:log-group:\/aws\/lambda\/[\w-]+:\*$/,
    reason: 'The streams of one log group: Lambda makes and names them.',
  },
  {
    resource: /:s3:::[^/]+\/(?:journal|claims|plans|deliveries|rejected)\/(?:[\w-]+\/)?\*$/,
    reason: 'Objects under one prefix of one bucket: ticks and hashes name them, which do not exist yet.',
  },
  {
    resource: /^\*$/,
    reason:
      'The network interfaces of a function in a VPC: Lambda asks for them without a resource, and the function itself is denied the same actions.',
  },
];

/** Acknowledges, one by one, what is in the table above and nothing else. */
export function acknowledgeFindings(scope: IConstruct): void {
  for (const construct of scope.node.findAll()) {
    if (!CfnResource.isCfnResource(construct)) continue;
    const { cfnResourceType: type } = construct;
    for (const { rule, reason } of FINDINGS.filter((one) => one.type === type && one.path.test(construct.node.path))) {
      Validations.of(construct).acknowledge({ id: rule, reason });
    }
    if (construct instanceof CfnRole) acknowledgeWildcards(construct);
  }
}

function acknowledgeWildcards(role: CfnRole): void {
  for (const resource of wildcardsOf(Stack.of(role).resolve(role.policies))) {
    const reason = WILDCARDS.find((one) => one.resource.test(resource))?.reason;
    if (reason !== undefined) {
      Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
    }
  }
}
