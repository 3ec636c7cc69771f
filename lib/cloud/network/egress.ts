import { Aws } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

/** Lets everything out and nothing in. */
export function makeSecurityGroup(scope: Construct, vpc: string, name: string): CfnSecurityGroup {
  return new CfnSecurityGroup(scope, 'SecurityGroup', {
    groupDescription: `Probes of ${name}: everything out, nothing in`,
    vpcId: vpc,
    securityGroupEgress: [
      { ipProtocol: '-1', cidrIp: '0.0.0.0/0', description: 'probes go anywhere' },
      { ipProtocol: '-1', cidrIpv6: '::/0', description: 'probes go anywhere' },
    ],
  });
}

/** The way to S3 of the same region that costs nothing and needs no internet. */
export function makeS3Endpoint(scope: Construct, vpc: string, routeTables: readonly string[]): void {
  new CfnVPCEndpoint(scope, 'S3Endpoint', {
    vpcId: vpc,
    serviceName: `com.amazonaws.${Aws.REGION}.s3`,
    vpcEndpointType: 'Gateway',
    routeTableIds: [...routeTables],
  });
}
