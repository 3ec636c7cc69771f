import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../../support/folder.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const CDK = join(ROOT, 'node_modules', '.bin', 'cdk');

/** Neither credentials nor a way out: what a pull request's check has. */
const OFFLINE = {
  PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}`,
  HOME: '/nonexistent',
  CI: 'true',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  AWS_EC2_METADATA_DISABLED: 'true',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  HTTP_PROXY: 'http://127.0.0.1:9',
};

async function cdk(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return await promisify(execFile)(CDK, args, { cwd: ROOT, env: { ...OFFLINE, ...env }, encoding: 'utf8' });
}

/** The validator takes longer than all the rest. */
const unvalidated = { CDK_VALIDATION: 'false' };

describe('the cdk command', () => {
  test('is of version 2: version 3 was published by accident', async () => {
    expect((await cdk(['--version'])).stdout).toMatch(/^2\.1148\.1 /);
  });

  test('synthesises offline, without credentials, with its own validator', async () => {
    const out = await makeFolder();
    await cdk(['synth', '-q', '--no-notices', '-o', out, '-c', 'definitions=examples/two-environments/probes']);
    const manifest = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8')) as {
      artifacts: Record<string, object>;
    };
    expect(Object.keys(manifest.artifacts)).toEqual(expect.arrayContaining(['assembly-prod', 'assembly-dev']));
  });

  test('finds the stacks of the only installation, and of the environment that is named, at the top, where --all takes them', async () => {
    const out = await makeFolder();
    const list = async (...args: readonly string[]) =>
      (await cdk(['ls', '--no-notices', '-o', out, ...args], unvalidated)).stdout.trim().split('\n');
    expect(await list('-c', 'definitions=examples/one-region/probes')).toContain('Hub (shop-probes-hub)');
    const two = ['-c', 'definitions=examples/two-environments/probes'];
    expect(await list(...two)).toEqual(
      expect.arrayContaining(['prod/Hub (checkout-prod-hub)', 'dev/Hub (checkout-dev-hub)']),
    );
    expect(await list(...two, '-c', 'environment=dev')).toContain('Hub (checkout-dev-hub)');
  });

  test('refuses an environment that is not declared', async () => {
    const args = [
      '-o',
      await makeFolder(),
      '-c',
      'definitions=examples/two-environments/probes',
      '-c',
      'environment=dve',
    ];
    await expect(cdk(['ls', '--no-notices', ...args], unvalidated)).rejects.toMatchObject({
      stderr: expect.stringContaining('declares prod, dev'),
    });
  });

  test('refuses definitions with errors, with their findings', async () => {
    const failed = cdk(['synth', '-q', '--no-notices', '-o', await makeFolder(), '-c', 'definitions=examples/none']);
    await expect(failed).rejects.toMatchObject({ stderr: expect.stringContaining('examples/none') });
  });
});
