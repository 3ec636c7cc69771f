import { Aws } from 'aws-cdk-lib';
import type { DeliverySettings } from '../../model/installation.ts';
import { secretPath } from '../names.ts';
import { receiversOf } from '../secret-names.ts';
import { arn } from './arns.ts';
import { allow, type Statement } from './statement.ts';

/** Reads the named secrets of the function's region, and no others. */
export function readSecrets(installation: { readonly id: string }, names: readonly string[]): readonly Statement[] {
  if (names.length === 0) return [];
  const path = secretPath(installation);
  return [
    allow(
      ['ssm:GetParameters'],
      names.map((name) => arn('ssm', `parameter${path}${name}`)),
    ),
  ];
}

/** Uses the key of the journal's bucket, where it is one of the account's own. */
export function useKey(
  key: string | undefined,
  actions: readonly ('kms:Decrypt' | 'kms:GenerateDataKey')[],
): readonly Statement[] {
  return key === undefined ? [] : [allow(actions, [key])];
}

const WORKSPACE = /^https:\/\/aps-workspaces\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/workspaces\/([\w-]+)\//;

/** Writes to the workspaces of Amazon Managed Prometheus that receivers with SigV4 name; they are in the hub's account. */
export function writeToWorkspaces(delivery: DeliverySettings, account: string = Aws.ACCOUNT_ID): readonly Statement[] {
  const workspaces = receiversOf(delivery).flatMap(({ url, auth }) => {
    const [, region, workspace] = (auth.type === 'sigv4' && WORKSPACE.exec(url)) || [];
    return region && workspace ? [arn('aps', `workspace/${workspace}`, region, account)] : [];
  });
  return workspaces.length === 0 ? [] : [allow(['aps:RemoteWrite'], workspaces)];
}
