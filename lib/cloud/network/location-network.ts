import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { LocationNetwork } from '../../model/installation.ts';
import { makeS3Endpoint, makeSecurityGroup } from './egress.ts';
import { makeStaticEgress } from './static-egress.ts';

/** Where a location's functions have their network interfaces; undefined outside any VPC. */
export function makeLocationNetwork(
  scope: Construct,
  network: LocationNetwork,
  name: string,
): CfnFunction.VpcConfigProperty | undefined {
  if (network.type === 'public') return undefined;
  if (network.type === 'static-egress') return makeStaticEgress(scope, name);
  const { vpc, subnets, securityGroups, routeTables } = network;
  if (routeTables.length > 0) makeS3Endpoint(scope, vpc, routeTables);
  const groups = securityGroups.length > 0 ? securityGroups : [makeSecurityGroup(scope, vpc, name).attrGroupId];
  return { subnetIds: [...subnets], securityGroupIds: [...groups] };
}
