import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const SOAK = fileURLToPath(new URL('../../soak/local-load.ts', import.meta.url));

// How late they start depends on what else this machine does: `make soak` judges that.
test('of a thousand probes each ten seconds none is missed in twenty seconds', async () => {
  const run = promisify(execFile)(process.execPath, [SOAK, '--seconds', '20', '--json']);
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  const { runs, missed, notUp, exitCode } = JSON.parse(stdout);
  expect({ missed, notUp, exitCode }).toEqual({ missed: 0, notUp: 0, exitCode: 0 });
  expect(runs).toBeGreaterThan(1800);
}, 90_000);
