import { resolve } from 'node:path';
import { compile } from '../lib/definitions/compile.ts';
import { closest } from '../lib/model/closest.ts';
import type { Deployment } from '../lib/model/deployment.ts';
import type { Installation } from '../lib/model/installation.ts';
import { deploymentOf } from '../lib/plan/deployment.ts';
import { type Io, UsageError } from './command.ts';
import { printFindings } from './text/findings.ts';

/** What the command line says about which deployments are meant. */
export interface Meant {
  readonly definitions?: readonly string[] | undefined;
  readonly config?: string | undefined;
  readonly environment?: string | undefined;
}

/**
 * The deployments of definitions and configuration: all environments, or the one that is named. Undefined, with every
 * finding printed, where they have errors.
 */
export async function readDeployments(meant: Meant, io: Io): Promise<readonly Deployment[] | undefined> {
  const { definitions = ['probes'], config, environment } = meant;
  const { diagnostics, compiled, installations } = await compile({
    definitions: definitions.map((path) => resolve(io.cwd, path)),
    ...(config !== undefined && { config: resolve(io.cwd, config) }),
  });
  if (!compiled) {
    printFindings(diagnostics, io);
    return undefined;
  }
  if (!installations) {
    throw new UsageError(
      'there is no probewright.config.ts above the definitions: it says where a deploy goes. «probewright init .» makes one.',
    );
  }
  return chosen(installations, environment).map((installation) => deploymentOf(compiled, installation));
}

function chosen(installations: readonly Installation[], environment: string | undefined): readonly Installation[] {
  if (environment === undefined) return installations;
  const found = installations.filter((one) => one.environment === environment);
  if (found.length > 0) return found;
  const names = installations.flatMap((one) => one.environment ?? []);
  if (names.length === 0)
    throw new UsageError(`the configuration declares no environments, so there is no '${environment}'.`);
  const meant = closest(environment, names);
  throw new UsageError(
    `there is no environment '${environment}'.${meant ? ` Did you mean '${meant}'?` : ''} There are ${names.join(', ')}.`,
  );
}
