import { resolve } from 'node:path';
import { DeploymentError } from './cloud/deployment-error.ts';
import { compile } from './definitions/compile.ts';
import type { Deployment } from './model/deployment.ts';
import type { Diagnostic } from './model/plan.ts';
import { deploymentOf } from './plan/deployment.ts';

export { DeploymentError } from './cloud/deployment-error.ts';
export { Hub, type HubProps } from './cloud/hub.ts';
export { HubState, type HubStateProps } from './cloud/hub-state.ts';
export { type LocationProps, LocationState } from './cloud/location-state.ts';
export { makeInstallation } from './cloud/make-installation.ts';
export { ProbeLocation } from './cloud/probe-location.ts';
export { ProbewrightStage, type ProbewrightStageProps } from './cloud/probewright-stage.ts';
export type { Deployment, FunctionDeployment, LocationDeployment, ScheduledShard } from './model/deployment.ts';
export type { CloudLocation, Installation } from './model/installation.ts';

export interface DefinitionsOfApp {
  /** Folders; relative ones count from the current folder. @default ['probes'] */
  readonly definitions?: readonly string[];
  /** @default the nearest probewright.config.ts above the first of them */
  readonly config?: string;
}

/**
 * What definitions and configuration ask for, one deployment an environment, for constructs in an app of one's own.
 * @example for (const deployment of await readDeployments()) new ProbewrightStage(app, deployment.installation.id, { deployment });
 * @throws DeploymentError with every error of the definitions, or when there is no configuration
 */
export async function readDeployments({
  definitions = ['probes'],
  config,
}: DefinitionsOfApp = {}): Promise<readonly Deployment[]> {
  const { diagnostics, compiled, installations } = await compile({
    definitions: definitions.map((folder) => resolve(folder)),
    ...(config !== undefined && { config }),
  });
  if (!compiled) throw new DeploymentError(diagnostics.filter(({ severity }) => severity === 'error').map(inWords));
  if (!installations) {
    throw new DeploymentError([
      'There is no probewright.config.ts above the definitions: a deploy has to know where. «probewright init» makes one.',
    ]);
  }
  return installations.map((installation) => deploymentOf(compiled, installation));
}

function inWords({ code, message, place, remedy }: Diagnostic): string {
  const at = place ? `${place.file}:${place.line}:${place.column} ` : '';
  return `${at}${code} ${message}${remedy === undefined ? '' : ` ${remedy}`}`;
}
