import { Aws } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import type { Installation } from '../../model/installation.ts';
import { arn } from '../iam/arns.ts';
import { makeServiceRole } from '../iam/service-role.ts';
import { allow } from '../iam/statement.ts';
import { nameOf, roleName } from '../names.ts';

export interface ScheduleGroupProps {
  readonly installation: Pick<Installation, 'id' | 'roles'>;
  /** The location's name, or `hub`. */
  readonly name: string;
  /** Names of the functions that its schedules invoke. */
  readonly functionNames: readonly string[];
  /** Takes what could not even be handed to Lambda. */
  readonly undeliveredQueue: string;
}

/** Schedules of one place, and the role by which they invoke its functions. */
export interface ScheduleGroup {
  readonly group: CfnScheduleGroup;
  readonly role: CfnRole;
  readonly undeliveredArn: string;
}

export function makeScheduleGroup(scope: Construct, id: string, props: ScheduleGroupProps): ScheduleGroup {
  const { installation, name, functionNames, undeliveredQueue } = props;
  const groupName = nameOf(installation, name);
  const undeliveredArn = arn('sqs', undeliveredQueue);
  const role = makeServiceRole(scope, `${id}Role`, {
    name: roleName(installation, name, 'scheduler'),
    settings: installation.roles,
    service: 'scheduler',
    // Else a schedule of another account could be made to act as this role: the confused deputy.
    trustCondition: {
      StringEquals: {
        'aws:SourceAccount': Aws.ACCOUNT_ID,
        'aws:SourceArn': arn('scheduler', `schedule-group/${groupName}`),
      },
    },
    statements: [
      allow(
        ['lambda:InvokeFunction'],
        functionNames.map((one) => arn('lambda', `function:${one}`)),
      ),
      allow(['sqs:SendMessage'], [undeliveredArn]),
    ],
  });
  return { group: new CfnScheduleGroup(scope, id, { name: groupName }), role, undeliveredArn };
}

export interface ScheduleProps extends ScheduleGroup {
  readonly name: string;
  /** `cron(…)`, UTC: phases of `rate()` begin when a schedule is made, and locations would not share ticks. */
  readonly cron: string;
  readonly functionArn: string;
  readonly input: object;
}

/** A schedule that invokes a function once at each of its times: what is a minute late is not sent any more. */
export function makeSchedule(scope: Construct, id: string, props: ScheduleProps): void {
  const { name, group, role, undeliveredArn, cron, functionArn, input } = props;
  new CfnSchedule(scope, id, {
    name,
    groupName: group.ref,
    flexibleTimeWindow: { mode: 'OFF' },
    scheduleExpression: cron,
    scheduleExpressionTimezone: 'UTC',
    target: {
      arn: functionArn,
      roleArn: role.attrArn,
      input: JSON.stringify(input),
      retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      deadLetterConfig: { arn: undeliveredArn },
    },
  });
}
