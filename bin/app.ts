import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { checkDeployment } from '../lib/cloud/check-deployment.ts';
import { DeploymentError } from '../lib/cloud/deployment-error.ts';
import { makeInstallation } from '../lib/cloud/make-installation.ts';
import { ProbewrightStage } from '../lib/cloud/probewright-stage.ts';
import { compile } from '../lib/definitions/compile.ts';
import type { Installation } from '../lib/model/installation.ts';
import type { HashedPlan } from '../lib/model/plan.ts';
import { deploymentOf } from '../lib/plan/deployment.ts';
import { formatFindings } from './text/findings.ts';

// The CDK's app: definitions and configuration of the folder in which `cdk` is called. `cdk -c definitions=DIR -c config=FILE …`
// names others. Environments are stages, `cdk deploy 'prod/*'`; the only installation, and the one that `-c environment=NAME`
// names, stands at the top: `--all` means stacks that do.
process.exitCode = await main();

async function main(): Promise<number> {
  // Everything that the CDK has learnt since its first version: nothing of ours was deployed before.
  const app = new App({ context: flags });
  const config: unknown = app.node.tryGetContext('config');
  const definitions: unknown = app.node.tryGetContext('definitions') ?? 'probes';
  const { diagnostics, compiled, installations } = await compile({
    definitions: String(definitions)
      .split(',')
      .map((folder) => resolve(folder)),
    ...(config !== undefined && { config: resolve(String(config)) }),
  });
  if (!compiled) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    return refuse(formatFindings(errors, false));
  }
  if (!installations) {
    return refuse(
      'There is no probewright.config.ts above the definitions: a deploy has to know where. «probewright init» makes one.',
    );
  }
  return synthesise(app, compiled, installations);
}

function synthesise(app: App, compiled: HashedPlan, installations: readonly Installation[]): number {
  try {
    const wanted: unknown = app.node.tryGetContext('environment');
    const names = installations.flatMap(({ environment }) => environment ?? []);
    if (wanted !== undefined && !names.includes(String(wanted))) {
      return refuse(`-c environment=${wanted}: the configuration declares ${names.join(', ') || 'no environments'}.`);
    }
    for (const installation of installations) {
      const { environment } = installation;
      const deployment = deploymentOf(compiled, installation);
      // Before its stage is made, whose name may be what is wrong.
      checkDeployment(deployment);
      if (environment === undefined || environment === wanted) makeInstallation(app, deployment);
      else if (wanted === undefined) new ProbewrightStage(app, environment, { deployment });
    }
    app.synth();
    return 0;
  } catch (thrown) {
    if (thrown instanceof DeploymentError) return refuse(thrown.message);
    throw thrown;
  }
}

/** What `cdk` shows before it says that the app has failed. */
function refuse(words: string): number {
  process.stderr.write(`${words}\n`);
  return 2;
}
