import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Runs the whole suite and ends with the line that CI reads: «N passed, N failed».

/** What needs AWS's own runtime client for functions, which builds on Linux only. */
const LINUX_ONLY = ['cloud/sandbox', 'cloud/lambda-service', 'cloud/chain', 'tools/ric'].map(
  (name) => `test/${name}.test.ts`,
);
const excluded = process.platform === 'linux' ? [] : LINUX_ONLY;
if (excluded.length > 0) console.log(`Not run on ${process.platform}, only on Linux: ${excluded.join(', ')}`);

const folder = mkdtempSync(join(tmpdir(), 'probewright-tests-'));
const report = join(folder, 'report.json');
const run = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...excluded.flatMap((file) => ['--exclude', file]),
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
try {
  const { numPassedTests, numFailedTests, numTotalTests, success } = JSON.parse(readFileSync(report, 'utf8'));
  // A file that could not be loaded, or an error outside a test, fails the run without a failed test.
  const failed = numFailedTests === 0 && (!success || run.status !== 0) ? 1 : numFailedTests;
  const left = numTotalTests - numPassedTests - numFailedTests;
  if (left > 0) console.error(`${left} tests did not run: nothing may skip itself.`);
  console.log(`${numPassedTests} passed, ${failed + left} failed`);
  process.exitCode = failed + left > 0 ? 1 : 0;
} catch (error) {
  console.error(`the test runner left no report: ${error instanceof Error ? error.message : error}`);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
