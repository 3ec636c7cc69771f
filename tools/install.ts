import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROGRAMS, type Program } from './programs.ts';

/** Where built programs are kept: outside the tree, so that a clean clone finds them again. */
export const CACHE =
  process.env.PROBEWRIGHT_TOOLS ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'probewright', 'tools');

/** The path of a pinned program; throws with the command that installs it when it is not there. */
export function toolPath(name: string): string {
  const program = find(name);
  const found = onPath(program) ?? (existsSync(cached(program)) ? cached(program) : undefined);
  if (!found) throw new Error(`${name} ${program.version} is not installed. Run: make tools`);
  return found;
}

/** Builds a program unless the right version is on PATH or in the cache; returns its path. */
export function install(name: string, say: (line: string) => void): string {
  const program = find(name);
  const target = cached(program);
  const there = onPath(program) ?? (existsSync(target) ? target : undefined);
  if (there) {
    say(`${name} ${program.version}: ${there}`);
    return there;
  }
  if (spawnSync('go', ['version']).status !== 0) {
    throw new Error(
      `${name} ${program.version} must be built, and Go is missing. Install Go 1.26 or newer (https://go.dev/dl/), or put ${name} ${program.version} on PATH, then run: make tools`,
    );
  }
  say(`${name} ${program.version}: building, about ${program.buildSeconds} s on two cores …`);
  build(program, target);
  say(`${name} ${program.version}: ${target}`);
  return target;
}

function build(program: Program, target: string): void {
  const folder = join(CACHE, keyOf(program));
  const partial = `${target}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  try {
    // The version is stamped by the linker, since a module built as a dependency does not know its own.
    const variable = program.stamp ?? 'github.com/prometheus/common/version.Version';
    const stamp = `-s -w -X ${variable}=${program.version}`;
    execFileSync(
      'go',
      ['build', '-trimpath', '-tags', program.tags, '-ldflags', stamp, '-o', partial, program.package],
      {
        cwd: moduleFolder(program),
        env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' },
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
}

function find(name: string): Program {
  const program = PROGRAMS.find((one) => one.name === name);
  if (!program) throw new Error(`no program '${name}' in tools/programs.ts`);
  return program;
}

function moduleFolder(program: Program): string {
  return fileURLToPath(new URL(`./go/${program.module}`, import.meta.url));
}

function cached(program: Program): string {
  return join(CACHE, keyOf(program), program.name);
}

/** Module, sums, tags and recipe version: a changed pin is another folder. */
function keyOf(program: Program): string {
  const hash = createHash('sha256').update(`1\n${program.tags}\n${program.package}\n${process.arch}\n`);
  const folder = moduleFolder(program);
  const own = readdirSync(folder).filter((file) => file.endsWith('.go'));
  for (const file of ['go.mod', 'go.sum', ...own.sort()]) hash.update(readFileSync(join(folder, file)));
  return `${program.name}-${program.version}-${hash.digest('hex').slice(0, 12)}`;
}

function onPath(program: Program): string | undefined {
  const found = spawnSync(program.name, ['--version'], { encoding: 'utf8' });
  return found.status === 0 && program.banner.test(found.stdout || found.stderr) ? program.name : undefined;
}

if (import.meta.main) {
  const names = process.argv.length > 2 ? process.argv.slice(2) : PROGRAMS.map(({ name }) => name);
  try {
    for (const name of names) install(name, (line) => console.log(line));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
