import { Aws } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { RoleSettings } from '../../model/installation.ts';
import { policy, type Statement } from './statement.ts';

/** The tag by which a bucket's policy knows the location that a role belongs to. */
export const LOCATION_TAG = 'probewright-location';

export interface ServiceRoleProps {
  readonly name: string;
  readonly settings: RoleSettings;
  /** Who may be this role: `lambda`, `scheduler`. */
  readonly service: string;
  /** Of the trust: on whose behalf. */
  readonly trustCondition?: Statement['Condition'];
  readonly statements: readonly Statement[];
  /** Of a role that writes to the journal. */
  readonly location?: string;
}

/** A role that one service takes, and that may do what its statements say and nothing else. */
export function makeServiceRole(scope: Construct, id: string, props: ServiceRoleProps): CfnRole {
  const { name, settings, service, trustCondition, statements, location } = props;
  const { permissionsBoundary, path } = settings;
  const trust: Statement = {
    Effect: 'Allow',
    Principal: { Service: `${service}.amazonaws.com` },
    Action: 'sts:AssumeRole',
    ...(trustCondition && { Condition: trustCondition }),
  };
  return new CfnRole(scope, id, {
    roleName: name,
    ...(path !== undefined && { path }),
    ...(permissionsBoundary !== undefined && { permissionsBoundary: policyArn(permissionsBoundary) }),
    assumeRolePolicyDocument: policy([trust]),
    ...(location !== undefined && { tags: [{ key: LOCATION_TAG, value: location }] }),
    policies: [{ policyName: 'allowed', policyDocument: policy(statements) }],
  });
}

function policyArn(boundary: string): string {
  return boundary.startsWith('arn:') ? boundary : `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:policy/${boundary}`;
}
