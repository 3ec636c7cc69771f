import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '../emulator.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A folder with definitions and configuration, deployed by the CDK's own command line. */
export interface CdkFolder {
  readonly path: string;
  /** A file of it; its folders are made. */
  write(path: string, text: string): Promise<void>;
  /** `cdk …`; throws with everything it printed when it fails. */
  cdk(...args: string[]): Promise<string>;
  /** The same, and its exit code. */
  tryCdk(...args: string[]): Promise<{ readonly status: number; readonly output: string }>;
  /** Makes what a deploy to these regions needs; it knows nothing of the app. */
  bootstrap(regions: readonly string[]): Promise<void>;
  /** `probewright …` there. */
  probewright(...args: string[]): Promise<{ readonly status: number; readonly output: string }>;
  remove(): Promise<void>;
}

/** Options without which the emulator tells of successes that were none: a change set of its computes no outputs. */
export const DEPLOY = ['--method=direct', '--no-previous-parameters', '--require-approval', 'never'] as const;

export async function makeCdkFolder(emulator: Emulator): Promise<CdkFolder> {
  const path = await mkdtemp(join(tmpdir(), 'probewright-app-'));
  await writeFile(
    join(path, 'cdk.json'),
    JSON.stringify({ app: `${join(ROOT, 'bin', 'probewright')} app`, versionReporting: false, notices: false }),
  );
  const env = environment(emulator);
  const cli = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const tryCdk = (...args: string[]) => run(process.execPath, [cli, ...args, '--no-notices'], path, env);
  const cdk = async (...args: string[]) => {
    const { status, output } = await tryCdk(...args);
    if (status !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${status}:\n${output}`);
    return output;
  };
  return {
    path,
    async write(file, text) {
      await mkdir(dirname(join(path, file)), { recursive: true });
      await writeFile(join(path, file), text);
    },
    cdk,
    tryCdk,
    async bootstrap(regions) {
      // Where there is no app: it would be run to find the environments that are named here.
      const beside = await mkdtemp(join(tmpdir(), 'probewright-bootstrap-'));
      const environments = regions.map((region) => `aws://${emulator.account}/${region}`);
      const { status, output } = await run(
        process.execPath,
        [cli, 'bootstrap', ...environments, '--no-notices'],
        beside,
        env,
      );
      await rm(beside, { recursive: true });
      if (status !== 0) throw new Error(`cdk bootstrap ended with ${status}:\n${output}`);
    },
    probewright: (...args) => run(join(ROOT, 'bin', 'probewright'), args, path, env),
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

function environment({ url, env }: Emulator): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...env,
    PATH: [join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
    CI: 'true',
    NO_COLOR: '1',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    // The rules of CloudFormation are judged by other tests.
    CDK_VALIDATION: 'false',
    // The emulator takes a template's bucket from the path only where the host is called so.
    AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION: url.replace('127.0.0.1', 'localhost'),
  };
}

async function run(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { status: Number(code ?? 1), output };
}
