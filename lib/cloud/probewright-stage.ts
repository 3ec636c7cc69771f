import { BOOTSTRAP_QUALIFIER_CONTEXT, Stack, type StackProps, Stage, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Deployment } from '../model/deployment.ts';
import { acknowledgeFindings } from './acknowledged.ts';
import { checkDeployment } from './check-deployment.ts';
import { Hub } from './hub.ts';
import { HubState } from './hub-state.ts';
import { LocationState } from './location-state.ts';
import { hubStack, hubStateStack, locationStack, locationStateStack } from './names.ts';
import { ProbeLocation } from './probe-location.ts';

export interface ProbewrightStageProps {
  readonly deployment: Deployment;
}

/**
 * An installation: the hub's two stacks and two for each location, what must be kept apart from what may be made anew.
 * Stacks know one another by plain names; nothing is exported.
 * @throws DeploymentError when the configuration asks for what cannot be deployed
 */
export class ProbewrightStage extends Stage {
  constructor(scope: Construct, id: string, { deployment }: ProbewrightStageProps) {
    super(scope, id);
    checkDeployment(deployment);
    const { installation, locations } = deployment;
    const { hub, account, tags, bootstrapQualifier } = installation;
    if (bootstrapQualifier !== undefined) this.node.setContext(BOOTSTRAP_QUALIFIER_CONTEXT, bootstrapQualifier);
    const of = (region: string, own: string | undefined) => stackProps(region, own ?? account);
    const hubProps = of(hub.region, hub.account);
    const state = stateful(this, 'HubState', hubStateStack(installation), deployment, hubProps);
    new HubState(state, 'State', { deployment });
    const shipping = new Stack(this, 'Hub', { ...hubProps, stackName: hubStack(installation) });
    new Hub(shipping, 'Hub', { deployment });
    shipping.addStackDependency(state, 'the queue and the bucket come first');
    for (const one of locations) {
      const { name, region, account: own } = one.location;
      const props = of(region, own);
      const spill = stateful(this, `State-${name}`, locationStateStack(installation, name), deployment, props);
      new LocationState(spill, 'State', { installation, deployment: one });
      const probes = new Stack(this, `At-${name}`, { ...props, stackName: locationStack(installation, name) });
      new ProbeLocation(probes, 'Location', { installation, deployment: one });
      probes.addStackDependency(spill, 'the spill bucket comes first');
      probes.addStackDependency(state, 'the journal comes first');
    }
    for (const [key, value] of Object.entries({ 'probewright-installation': installation.id, ...tags })) {
      Tags.of(this).add(key, value);
    }
    acknowledgeFindings(this);
  }
}

function stackProps(region: string, account: string | undefined): StackProps {
  return { env: { region, ...(account !== undefined && { account }) } };
}

function stateful(scope: Stage, id: string, stackName: string, deployment: Deployment, props: StackProps): Stack {
  return new Stack(scope, id, { ...props, stackName, terminationProtection: !deployment.installation.removable });
}
