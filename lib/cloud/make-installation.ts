import { BOOTSTRAP_QUALIFIER_CONTEXT, Stack, type StackProps, type Stage, Tags } from 'aws-cdk-lib';
import type { Deployment } from '../model/deployment.ts';
import { acknowledgeFindings } from './acknowledged.ts';
import { checkDeployment } from './check-deployment.ts';
import { Hub } from './hub.ts';
import { HubState } from './hub-state.ts';
import { LocationState } from './location-state.ts';
import { hubStack, hubStateStack, locationStack, locationStateStack } from './names.ts';
import { ProbeLocation } from './probe-location.ts';

/**
 * The stacks of an installation, in a stage of their own or at the top of an app, where `cdk deploy --all` finds them.
 * @throws DeploymentError when the configuration asks for what cannot be deployed
 */
export function makeInstallation(scope: Stage, deployment: Deployment): void {
  checkDeployment(deployment);
  const { installation, locations } = deployment;
  const { hub, account, tags, bootstrapQualifier } = installation;
  if (bootstrapQualifier !== undefined) scope.node.setContext(BOOTSTRAP_QUALIFIER_CONTEXT, bootstrapQualifier);
  const of = (region: string, own: string | undefined) => stackProps(region, own ?? account);
  const hubProps = of(hub.region, hub.account);
  const state = stateful(scope, 'HubState', hubStateStack(installation), deployment, hubProps);
  new HubState(state, 'State', { deployment });
  const shipping = new Stack(scope, 'Hub', { ...hubProps, stackName: hubStack(installation) });
  new Hub(shipping, 'Hub', { deployment });
  shipping.addStackDependency(state, 'the queue and the bucket come first');
  for (const one of locations) {
    const { name, region, account: own } = one.location;
    const props = of(region, own);
    const spill = stateful(scope, `State-${name}`, locationStateStack(installation, name), deployment, props);
    new LocationState(spill, 'State', { installation, deployment: one });
    const probes = new Stack(scope, `At-${name}`, { ...props, stackName: locationStack(installation, name) });
    new ProbeLocation(probes, 'Location', { installation, deployment: one });
    probes.addStackDependency(spill, 'the spill bucket comes first');
    probes.addStackDependency(state, 'the journal comes first');
  }
  for (const [key, value] of Object.entries({ 'probewright-installation': installation.id, ...tags })) {
    Tags.of(scope).add(key, value);
  }
  acknowledgeFindings(scope);
}

function stackProps(region: string, account: string | undefined): StackProps {
  return { env: { region, ...(account !== undefined && { account }) } };
}

function stateful(scope: Stage, id: string, stackName: string, deployment: Deployment, props: StackProps): Stack {
  return new Stack(scope, id, { ...props, stackName, terminationProtection: !deployment.installation.removable });
}
