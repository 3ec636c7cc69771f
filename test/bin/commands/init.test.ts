import { readFileSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../bin/command.ts';
import { command } from '../../../bin/commands/init.ts';
import { command as validate } from '../../../bin/commands/validate.ts';
import { compile } from '../../../lib/definitions/compile.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { makeFolder } from '../../support/folder.ts';

const read = (folder: string, path: string) => readFileSync(join(folder, path), 'utf8');
const readManifest = (folder: string): unknown => JSON.parse(read(folder, 'package.json'));

async function init(...argv: string[]) {
  const folder = await makeFolder();
  const { io, printed } = capturedIo(folder);
  expect(await command.run(['mine', ...argv], io)).toBe(0);
  return { folder: join(folder, 'mine'), printed };
}

describe('init', () => {
  test('makes a folder whose definitions and configuration have no finding as they stand', async () => {
    const { folder, printed } = await init();
    const answer = capturedIo(folder);
    expect(await validate.run([], answer.io), answer.printed.out).toBe(0);
    expect(answer.printed.out).toBe('no findings; 1 probe\n');
    const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    for (const { name } of names) expect(printed.out).toContain(name);
    expect(names.map(({ name }) => name)).toContain('.gitignore');
    expect(printed.out).toContain('cd mine && npm install');
  });

  test('writes what was chosen into the configuration', async () => {
    const url = 'https://mimir.example.org/api/v1/push';
    const { folder } = await init(
      '--id',
      'shop',
      '--region',
      'eu-north-1',
      '--region',
      'us-west-2',
      '--remote-write',
      url,
    );
    const { installations } = await compile({ definitions: [join(folder, 'probes')] });
    expect(installations).toMatchObject([
      {
        id: 'shop',
        hub: { region: 'eu-north-1' },
        locations: [{ name: 'eu-north-1' }, { name: 'us-west-2' }],
        delivery: { mode: 'direct', remoteWrite: { url } },
      },
    ]);
    expect(JSON.stringify([read(folder, 'probewright.config.ts'), read(folder, 'README.md')])).not.toContain('__');
  });

  test('every suggestion in the comments of the configuration is one that loads', async () => {
    const { folder } = await init();
    const file = join(folder, 'probewright.config.ts');
    const auth = /^( +)\/\/ (auth: \{ basic|loki:|otlp:|environments:)/gm;
    const text = read(folder, 'probewright.config.ts').replace(auth, '$1$2');
    expect(text.match(/^ +(auth|loki|otlp|environments):/gm)).toHaveLength(4);
    await writeFile(file, text);
    const { diagnostics, installations } = await compile({ definitions: [join(folder, 'probes')] });
    expect(diagnostics).toEqual([]);
    expect(installations?.map(({ id }) => id)).toEqual(['mine-dev', 'mine-prod']);
  });

  test('depends on the very versions that this project is tested with', async () => {
    const { folder } = await init();
    const own = JSON.parse(readFileSync('package.json', 'utf8')).devDependencies;
    expect(readManifest(folder)).toMatchObject({
      dependencies: { probewright: expect.stringMatching(/^file:\.\.\//) },
      devDependencies: {
        'aws-cdk': own['aws-cdk'],
        'aws-cdk-lib': own['aws-cdk-lib'],
        constructs: own.constructs,
        esbuild: own.esbuild,
      },
    });
  });

  test('overwrites nothing, and says what it left as it is', async () => {
    const { folder } = await init();
    const io = capturedIo(folder);
    await writeFile(join(folder, 'cdk.json'), 'mine');
    await writeFile(join(folder, 'README.md'), 'mine, too');
    const before = read(folder, 'package.json');
    expect(await command.run(['.'], io.io)).toBe(0);
    expect([read(folder, 'cdk.json'), read(folder, 'README.md')]).toEqual(['mine', 'mine, too']);
    expect(read(folder, 'package.json')).toBe(before);
    expect(io.printed.out).toMatch(/^Nothing was missing\.\nLeft as they are: .*cdk\.json/);
    expect(io.printed.out).not.toContain('cd ');
  });

  test('adds to a package.json what it lacks, and changes nothing that is there', async () => {
    const folder = await makeFolder();
    const there = {
      name: 'x',
      scripts: { deploy: 'mine' },
      dependencies: { probewright: 'file:../p.tgz', constructs: '10.9.0' },
    };
    await writeFile(join(folder, 'package.json'), JSON.stringify(there));
    const { io, printed } = capturedIo(folder);
    expect(await command.run(['.'], io)).toBe(0);
    const manifest = readManifest(folder);
    expect(manifest).toMatchObject({ ...there, devDependencies: { 'aws-cdk': '2.1148.1' } });
    expect(manifest).not.toHaveProperty('type');
    expect(manifest).not.toHaveProperty('devDependencies.constructs');
    expect(printed.out).toMatch(/Added to package\.json: scripts\.check, .*devDependencies\.aws-cdk-lib/);
    expect(printed.out).not.toMatch(/scripts\.deploy/);
  });

  test('writes nothing when the package.json that is there cannot be read', async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, 'package.json'), '{');
    const { io } = capturedIo(folder);
    await expect(command.run(['.'], io)).rejects.toThrow(/package\.json is no JSON/);
    expect(await readdir(folder)).toEqual(['package.json']);
  });

  test.each([
    [[], /wants a folder/],
    [['a', 'b'], /'b' is too much/],
    [['a', '--region', 'eu-wset-1'], /Did you mean 'eu-west-1'\?/],
    [['a', '--id', 'Shop'], /cannot be an id/],
    [['a', '--remote-write', 'prometheus:9090'], /wants a whole address/],
  ])('refuses %j', async (argv, message) => {
    const { io } = capturedIo(await makeFolder());
    const refused = command.run(argv, io);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(message);
  });

  test('takes the region of the environment', async () => {
    const folder = await makeFolder();
    const { io } = capturedIo(folder, { env: { AWS_REGION: 'sa-east-1' } });
    await command.run(['mine'], io);
    expect(read(folder, 'mine/probewright.config.ts')).toContain("locations: ['sa-east-1']");
  });
});
