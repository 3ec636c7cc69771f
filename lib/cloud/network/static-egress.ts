import { CfnOutput, Fn } from 'aws-cdk-lib';
import {
  CfnEIP,
  CfnInternetGateway,
  CfnNatGateway,
  CfnRoute,
  CfnRouteTable,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  CfnVPCGatewayAttachment,
} from 'aws-cdk-lib/aws-ec2';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { makeS3Endpoint, makeSecurityGroup } from './egress.ts';

const ZONES = [0, 1] as const;
const ANYWHERE = '0.0.0.0/0';

/**
 * A VPC of its own in two zones, whose way out are two NAT gateways: probes come from two addresses that never change.
 * Made of plain resources, so that nothing is looked up at synth and no custom resource is needed.
 */
export function makeStaticEgress(scope: Construct, name: string): CfnFunction.VpcConfigProperty {
  const vpc = new CfnVPC(scope, 'Vpc', { cidrBlock: '10.0.0.0/24', enableDnsSupport: true, enableDnsHostnames: true });
  const gateway = new CfnInternetGateway(scope, 'InternetGateway');
  const attached = new CfnVPCGatewayAttachment(scope, 'GatewayAttachment', {
    vpcId: vpc.ref,
    internetGatewayId: gateway.ref,
  });
  const open = new CfnRouteTable(scope, 'PublicRoutes', { vpcId: vpc.ref });
  const out = new CfnRoute(scope, 'PublicRoute', {
    routeTableId: open.ref,
    destinationCidrBlock: ANYWHERE,
    gatewayId: gateway.ref,
  });
  out.addResourceDependency(attached);
  const zones = ZONES.map((zone) => makeZone(scope, vpc, open, out, zone));
  makeS3Endpoint(
    scope,
    vpc.ref,
    zones.map(({ routes }) => routes.ref),
  );
  new CfnOutput(scope, 'EgressAddresses', {
    description: 'The addresses that probes come from',
    value: Fn.join(
      ' ',
      zones.map(({ address }) => address.attrPublicIp),
    ),
  });
  return {
    subnetIds: zones.map(({ subnet }) => subnet.attrSubnetId),
    securityGroupIds: [makeSecurityGroup(scope, vpc.ref, name).attrGroupId],
  };
}

function makeZone(scope: Construct, vpc: CfnVPC, open: CfnRouteTable, out: CfnRoute, zone: 0 | 1) {
  const availabilityZone = Fn.select(zone, Fn.getAzs());
  const outer = new CfnSubnet(scope, `PublicSubnet${zone}`, {
    vpcId: vpc.ref,
    availabilityZone,
    cidrBlock: `10.0.0.${zone * 16}/28`,
  });
  new CfnSubnetRouteTableAssociation(scope, `PublicSubnetRoutes${zone}`, {
    subnetId: outer.attrSubnetId,
    routeTableId: open.ref,
  });
  const address = new CfnEIP(scope, `Address${zone}`, { domain: 'vpc' });
  const nat = new CfnNatGateway(scope, `Nat${zone}`, {
    subnetId: outer.attrSubnetId,
    allocationId: address.attrAllocationId,
  });
  nat.addResourceDependency(out);
  const subnet = new CfnSubnet(scope, `Subnet${zone}`, {
    vpcId: vpc.ref,
    availabilityZone,
    cidrBlock: `10.0.0.${128 + zone * 64}/26`,
  });
  const routes = new CfnRouteTable(scope, `Routes${zone}`, { vpcId: vpc.ref });
  new CfnRoute(scope, `Route${zone}`, {
    routeTableId: routes.ref,
    destinationCidrBlock: ANYWHERE,
    natGatewayId: nat.ref,
  });
  new CfnSubnetRouteTableAssociation(scope, `SubnetRoutes${zone}`, {
    subnetId: subnet.attrSubnetId,
    routeTableId: routes.ref,
  });
  return { subnet, routes, address };
}
