import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const exec = promisify(execFile);

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

export interface PackedPackage {
  /** Every file in it, without `package/` before it. */
  readonly files: readonly string[];
  readonly manifest: Manifest;
  /**
   * Installs it into a folder: its own files are those of the tarball; what package.json declares, and nothing else, is
   * linked to what this project has. With `peers`, also what the CDK needs.
   */
  install(folder: string, peers: boolean): Promise<void>;
  remove(): Promise<void>;
}

/** Builds and packs as `npm pack` does, but for the check of types, which is `make check`'s. */
export async function packPackage(): Promise<PackedPackage> {
  const folder = await mkdtemp(join(tmpdir(), 'probewright-packed-'));
  await exec(process.execPath, ['tools/build.ts'], { cwd: ROOT });
  await exec('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT });
  // Else whoever imports the package by its name here would get what was built at some time.
  await rm(join(ROOT, 'dist'), { recursive: true, force: true });
  const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const tarball = join(folder, `probewright-${version}.tgz`);
  const { stdout } = await exec('tar', ['-tzf', tarball], { maxBuffer: 8_000_000 });
  await exec('tar', ['-xzf', tarball, '-C', folder]);
  const unpacked = join(folder, 'package');
  const manifest = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8')) as Manifest;
  return {
    files: stdout
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, '')),
    manifest,
    async install(into, peers) {
      const modules = join(into, 'node_modules');
      await cp(unpacked, join(modules, 'probewright'), { recursive: true });
      await link(join(modules, '.bin/probewright'), join(modules, 'probewright/bin/probewright'));
      const names = [
        ...Object.keys(manifest.dependencies),
        ...(peers ? [...Object.keys(manifest.peerDependencies), 'aws-cdk'] : []),
      ];
      for (const name of names) await link(join(modules, name), join(ROOT, 'node_modules', name));
      if (peers) await link(join(modules, '.bin/cdk'), join(ROOT, 'node_modules/aws-cdk/bin/cdk'));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function link(from: string, to: string): Promise<void> {
  await mkdir(dirname(from), { recursive: true });
  await symlink(to, from);
}
