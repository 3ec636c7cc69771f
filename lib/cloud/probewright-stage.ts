import { Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Deployment } from '../model/deployment.ts';
import { makeInstallation } from './make-installation.ts';

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
    makeInstallation(this, deployment);
  }
}
