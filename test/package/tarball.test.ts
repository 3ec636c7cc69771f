import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startCommand } from '../support/command.ts';
import { writeFiles } from '../support/definitions.ts';
import { type PackedPackage, packPackage } from '../support/installed-package.ts';

const exec = promisify(execFile);
// Compilers and the CDK, each in processes of its own, beside everything else that runs.
vi.setConfig({ testTimeout: 120_000 });
/** No credentials, no region, no Node of ours: a machine on which nothing is set up. */
const ENV = {
  PATH: '/usr/bin:/bin',
  HOME: '/nowhere',
  CI: 'true',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  AWS_EC2_METADATA_DISABLED: 'true',
};

let packed: PackedPackage;
let folder: string;

beforeAll(async () => {
  packed = await packPackage();
  folder = await mkdtemp(join(tmpdir(), 'probewright-own-'));
  await packed.install(folder, true);
}, 120_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await packed.remove();
});

const probewright = (...argv: string[]) =>
  exec('node_modules/.bin/probewright', argv, { cwd: folder, env: { ...ENV, AWS_REGION: 'eu-west-1' } });

describe('the tarball', () => {
  test('holds JavaScript with types, and no TypeScript that Node would have to run', () => {
    const typescript = packed.files.filter((path) => /(?<!\.d)\.ts$/.test(path));
    const asTheyAre = /^(dist\/functions\/local\/page\/|dist\/demo\/probes\/|template\/)/;
    expect(typescript.filter((path) => !asTheyAre.test(path))).toEqual([]);
    expect(packed.files).toEqual(expect.arrayContaining(['dist/bin/probewright.js', 'dist/lib/index.d.ts', 'LICENSE']));
    expect(packed.files.filter((path) => /^(test|tools|bench|node_modules|dist\/test)\//.test(path))).toEqual([]);
  });

  test('installs without the CDK for whoever deploys nothing', () => {
    expect(Object.keys(packed.manifest.dependencies)).not.toContain('aws-cdk-lib');
    expect(Object.keys(packed.manifest.dependencies)).not.toContain('esbuild');
  });

  test('declares everything that it imports: validate and the demo run with nothing else', async () => {
    const bare = await mkdtemp(join(tmpdir(), 'probewright-bare-'));
    try {
      await packed.install(bare, false);
      await writeFiles(bare, { 'probes/a.probe.yaml': 'probes: [{ name: a, kind: tcp, target: "h.example:1" }]' });
      const { stdout } = await exec('node_modules/.bin/probewright', ['validate'], { cwd: bare, env: ENV });
      expect(stdout).toBe('no findings; 1 probe\n');
      const demo = startCommand(
        bare,
        ['run', '--demo', '--listen', '127.0.0.1:0'],
        {},
        `exec ${join(bare, 'node_modules/.bin/probewright')} "$@"`,
      );
      const [, page] = await demo.print(/page at (http:\/\/127\.0\.0\.1:\d+\/)/);
      const probes = (await (await fetch(`${page}api/probes`)).json()) as {
        readonly probes: readonly { readonly name: string }[];
      };
      // Declared in TypeScript, below node_modules.
      expect(probes.probes.map(({ name }) => name)).toContain('demo-payments');
      expect(await (await fetch(`${page}page/main.ts`)).text()).toContain('import');
      demo.child.kill('SIGTERM');
      expect(await demo.ended).toBe(0);
    } finally {
      await rm(bare, { recursive: true, force: true });
    }
  });
});

describe('in an empty folder', () => {
  test('init, validate and cdk synth work, without credentials and without code of the user', async () => {
    const { stdout: made } = await probewright('init', '.', '--id', 'mine');
    expect(made).toContain('cdk.json');
    expect((await probewright('validate')).stdout).toBe('no findings; 1 probe\n');

    await exec(join(folder, 'node_modules/.bin/cdk'), ['synth', '--quiet', '--no-notices'], {
      cwd: folder,
      // cdk.js is run by «env node».
      env: { ...ENV, PATH: `${process.cwd()}/node_modules/.bin:${ENV.PATH}`, CDK_VALIDATION: 'false' },
    });

    const templates = (await readdir(join(folder, 'cdk.out'), { recursive: true })).filter((path) =>
      path.endsWith('.template.json'),
    );
    expect(templates).toHaveLength(4);
    const texts = await Promise.all(templates.map((path) => readFile(join(folder, 'cdk.out', path), 'utf8')));
    expect(texts.join('\n')).toContain('AWS::Scheduler::Schedule');
    const handlers = (await readdir(join(folder, 'cdk.out'), { recursive: true })).filter((path) =>
      path.endsWith('index.mjs'),
    );
    expect(handlers).toHaveLength(3);
  });

  test('init depends on what the package came from: a version, or the tarball where npm notes one', async () => {
    const specifier = async (name: string) => {
      await probewright('init', name);
      const manifest = JSON.parse(await readFile(join(folder, name, 'package.json'), 'utf8'));
      return manifest.dependencies.probewright;
    };
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(await specifier('one')).toBe(version);
    const packages = { 'node_modules/probewright': { resolved: 'file:../packed/probewright.tgz' } };
    await writeFiles(folder, { 'node_modules/.package-lock.json': JSON.stringify({ packages }) });
    expect(await specifier('two')).toBe('file:../../packed/probewright.tgz');
  });

  test('definitions and configuration in TypeScript have types, and so has an app of one’s own', async () => {
    await writeFiles(folder, {
      'probes/own.probe.ts':
        "import { http, status } from 'probewright';\nexport const own = http('own', { target: 'https://own.example/', expect: [status(200)] });\n",
      'app.ts':
        "import { App } from 'aws-cdk-lib';\nimport { ProbewrightStage, readDeployments } from 'probewright/cloud';\nconst app = new App();\nfor (const deployment of await readDeployments()) new ProbewrightStage(app, deployment.installation.id, { deployment });\n",
      'wrong.ts': "import { http } from 'probewright';\nexport const wrong = http('wrong', { target: 5 });\n",
    });
    const tsc = (file: string) =>
      exec(
        join(process.cwd(), 'node_modules/.bin/tsc'),
        ['--noEmit', '--module', 'nodenext', '--strict', '--skipLibCheck', '--ignoreConfig', file],
        { cwd: folder },
      );
    await tsc('probes/own.probe.ts');
    await tsc('app.ts');
    await expect(tsc('wrong.ts')).rejects.toMatchObject({ stdout: expect.stringContaining('wrong.ts(2') });
  });

  test('says what is missing when the CDK is not there', async () => {
    const bare = await mkdtemp(join(tmpdir(), 'probewright-bare-'));
    try {
      await packed.install(bare, false);
      const refused = exec('node_modules/.bin/probewright', ['app'], { cwd: bare, env: ENV });
      await expect(refused).rejects.toMatchObject({
        code: 2,
        stderr: expect.stringContaining('npm install --save-dev'),
      });
    } finally {
      await rm(bare, { recursive: true, force: true });
    }
  });
});
