import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { afterAll } from 'vitest';
import { ProbewrightStage } from '../../lib/cloud/probewright-stage.ts';
import { compile } from '../../lib/definitions/compile.ts';
import type { Deployment } from '../../lib/model/deployment.ts';
import { deploymentOf } from '../../lib/plan/deployment.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** A resource of a template, as CloudFormation reads it. */
export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Synthesised {
  readonly deployment: Deployment;
  /** Templates by the names of their stacks. */
  readonly templates: ReadonlyMap<string, Template>;
  readonly terminationProtection: ReadonlyMap<string, boolean>;
  /** How long it took. */
  readonly seconds: number;
  /** The cloud assembly. */
  readonly folder: string;
}

export interface Template {
  readonly text: string;
  readonly file: string;
  readonly Resources: readonly Resource[];
  readonly Outputs: Readonly<Record<string, unknown>>;
}

export const EXAMPLES = readdirSync(join(ROOT, 'examples'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Every environment of every example, synthesised. */
export async function synthesiseExamples(): Promise<readonly Synthesised[]> {
  const deployments = await Promise.all(EXAMPLES.map(deploymentsOf));
  return deployments.flat().map((deployment) => synthesise(deployment));
}

/** One deployment for each environment of an example. */
export async function deploymentsOf(example: string): Promise<readonly Deployment[]> {
  const { compiled, installations, diagnostics } = await compile({
    definitions: [join(ROOT, 'examples', example, 'probes')],
  });
  if (!compiled || !installations) throw new Error(JSON.stringify(diagnostics, null, 2));
  return installations.map((installation) => deploymentOf(compiled, installation));
}

// The validator takes a second or two each; `cdk synth` has it on in test/lib/cloud/cdk-synth.test.ts.
process.env.CDK_VALIDATION = 'false';

const folders: string[] = [];

/** What a CDK app of this deployment makes; its folder goes with the test file. */
export function synthesise(deployment: Deployment, prepare: (app: App) => void = () => undefined): Synthesised {
  const folder = mkdtempSync(join(tmpdir(), 'probewright-cdk-'));
  folders.push(folder);
  const start = performance.now();
  const app = new App({ outdir: folder, analyticsReporting: false, context: flags });
  prepare(app);
  new ProbewrightStage(app, deployment.installation.environment ?? deployment.installation.id, { deployment });
  const stacks = app.synth().nestedAssemblies.flatMap(({ nestedAssembly }) => nestedAssembly.stacks);
  const seconds = (performance.now() - start) / 1_000;
  return {
    deployment,
    folder,
    seconds,
    templates: new Map(stacks.map(({ stackName, templateFullPath }) => [stackName, readTemplate(templateFullPath)])),
    terminationProtection: new Map(
      stacks.map(({ stackName, terminationProtection = false }) => [stackName, terminationProtection]),
    ),
  };
}

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function readTemplate(file: string): Template {
  const text = readFileSync(file, 'utf8');
  const { Resources, Outputs = {} } = JSON.parse(text) as {
    readonly Resources: Record<string, Omit<Resource, 'id'>>;
    readonly Outputs?: Record<string, unknown>;
  };
  return {
    text,
    file,
    Outputs,
    Resources: Object.entries(Resources).map(([id, one]) => ({ ...one, id, Properties: one.Properties ?? {} })),
  };
}

/** All resources of one type, or of all, in all stacks. */
export function resourcesOf(
  { templates }: Synthesised,
  type?: string,
): readonly (Resource & { readonly stack: string })[] {
  return [...templates].flatMap(([stack, { Resources }]) =>
    Resources.filter((one) => type === undefined || one.Type === type).map((one) => ({ ...one, stack })),
  );
}
