import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../support/folder.ts';

/** What `make tools` says where `python3` is the script given, or missing. */
async function withPython(script?: string): Promise<{ readonly status: number | null; readonly said: string }> {
  const folder = await makeFolder();
  if (script !== undefined) {
    writeFileSync(join(folder, 'python3'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'python3'), 0o755);
  }
  const { status, stderr } = spawnSync(process.execPath, ['tools/python.ts'], {
    env: { PATH: folder, PROBEWRIGHT_TOOLS: join(folder, 'tools') },
    encoding: 'utf8',
  });
  return { status, said: stderr };
}

describe('the Python environment of the tests', () => {
  test('says what to install where python3 is missing', async () => {
    const { status, said } = await withPython();
    expect(status).toBe(1);
    expect(said).toMatch(/^python3 is missing; .*apt-get install python3 python3-venv.*run: make tools\n$/);
  });

  test('says which version is needed where python3 is too old', async () => {
    const { status, said } = await withPython('echo Python 3.9.2');
    expect(status).toBe(1);
    expect(said).toMatch(/^python3 is Python 3\.9\.2; .* needs 3\.11 or newer/);
  });

  test('says that venv is missing, and what python3 said', async () => {
    const { status, said } = await withPython(
      '[ "$1" = --version ] && echo Python 3.12.1 || { echo ensurepip is not available; exit 1; }',
    );
    expect(status).toBe(1);
    expect(said).toMatch(/venv is missing\?\): ensurepip is not available\n.*python3-venv/);
  });
});
