import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Starts the browser that is installed on this machine: none is ever downloaded. A missing one fails the test. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.PROBEWRIGHT_CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no browser at ${executablePath}. Install Chromium (Debian: apt-get install chromium), or say where it is: PROBEWRIGHT_CHROMIUM=/path/to/chromium.`,
    );
  }
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
