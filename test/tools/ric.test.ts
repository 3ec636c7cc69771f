import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../support/folder.ts';

test("AWS's runtime client says what to install where a builder is missing", async () => {
  const folder = await makeFolder();
  for (const there of ['make', 'tar', 'xz', 'python3', 'g++']) symlinkSync('/bin/true', join(folder, there));
  const { status, stderr } = spawnSync(process.execPath, ['tools/ric.ts'], {
    env: { PATH: folder, PROBEWRIGHT_TOOLS: join(folder, 'tools') },
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(/must be built, and cmake is missing\. .*apt-get install .*cmake.*run: make tools\n$/);
});
