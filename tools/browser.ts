import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const CANDIDATES = [
  process.env.PROBEWRIGHT_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The Chromium that tests drive; throws with what to install when there is none. */
export function browserPath(): string {
  const found = CANDIDATES.find((path) => path !== undefined && existsSync(path));
  if (!found) {
    throw new Error(
      'no Chromium found. Install one (Debian, Ubuntu: apt-get install chromium; macOS: brew install --cask chromium), or name it in PROBEWRIGHT_CHROMIUM.',
    );
  }
  return found;
}

/** Installs Chromium where that needs no question: as root on Debian or Ubuntu. */
function installBrowser(): void {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) return;
  console.log('Chromium is missing: installing it with apt-get …');
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  });
}

if (import.meta.main) {
  try {
    if (!CANDIDATES.some((path) => path !== undefined && existsSync(path))) installBrowser();
    console.log(`Chromium: ${browserPath()}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
