import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE } from './install.ts';

const REQUIREMENTS = fileURLToPath(new URL('./python/requirements.txt', import.meta.url));
const OLDEST = [3, 11] as const;
const ADVICE =
  'Install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python), then run: make tools';

/** The interpreter that has every package of tools/python/requirements.txt; run its programs as modules: `-m moto.server`, `-m cfnlint`. */
export function pythonPath(): string {
  const path = interpreter(environmentFolder());
  if (!existsSync(path)) throw new Error('the Python environment of the tests is not made. Run: make tools');
  return path;
}

/** Makes the virtual environment, outside the tree, unless it is there; returns its interpreter's path. */
export function installPython(say: (line: string) => void): string {
  const folder = environmentFolder();
  if (existsSync(interpreter(folder))) {
    say(`python: ${interpreter(folder)}`);
    return interpreter(folder);
  }
  say('python: making a virtual environment with the AWS emulator, about 40 s …');
  const partial = `${folder}.${process.pid}`;
  try {
    mkdirSync(CACHE, { recursive: true });
    makeEnvironment(partial);
    // Whole or not at all. Its scripts name the folder that it was made in: only modules are run.
    renameSync(partial, folder);
  } catch (error) {
    // Another process was first.
    if (!existsSync(interpreter(folder))) throw error;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  say(`python: ${interpreter(folder)}`);
  return interpreter(folder);
}

function makeEnvironment(folder: string): void {
  const made = spawnSync('python3', ['-m', 'venv', folder], { encoding: 'utf8' });
  if (made.status !== 0) {
    const words = `${made.stdout}${made.stderr}`.trim();
    throw new Error(`python3 cannot make a virtual environment (its module venv is missing?): ${words}\n${ADVICE}`);
  }
  const pip = (...args: string[]) =>
    execFileSync(interpreter(folder), ['-m', 'pip', '--disable-pip-version-check', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  // Nothing that the file does not name; the check finds what it forgot.
  pip('install', '--quiet', '--no-deps', '--requirement', REQUIREMENTS);
  pip('check');
}

/** Requirements and the interpreter's version: a changed pin is another folder. */
function environmentFolder(): string {
  const hash = createHash('sha256').update(`1\n${systemPython()}\n`).update(readFileSync(REQUIREMENTS));
  return join(CACHE, `python-${hash.digest('hex').slice(0, 12)}`);
}

function systemPython(): string {
  const found = spawnSync('python3', ['--version'], { encoding: 'utf8' });
  const version = /^Python (\d+)\.(\d+)/.exec(found.stdout ?? '');
  const least = OLDEST.join('.');
  if (found.status !== 0 || !version) {
    throw new Error(`python3 is missing; the AWS emulator of the tests needs Python ${least} or newer. ${ADVICE}`);
  }
  const [major, minor] = [Number(version[1]), Number(version[2])];
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new Error(
      `python3 is ${found.stdout.trim()}; the AWS emulator of the tests needs ${least} or newer. ${ADVICE}`,
    );
  }
  return found.stdout.trim();
}

function interpreter(folder: string): string {
  return join(folder, 'bin', 'python');
}

if (import.meta.main) {
  try {
    installPython((line) => console.log(line));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
